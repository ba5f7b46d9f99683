import { createGraphiQLFetcher } from '@graphiql/toolkit';
import { GraphiQL } from 'graphiql';
import { createClient } from 'graphql-ws';
import { createElement, useEffect, useState } from 'react';
import { createRoot } from 'react-dom/client';
import 'graphiql/style.css';
import './explorer.css';

const root = document.getElementById('root');

// Monaco asks for its workers by label. They are files of their own, and the page says where they are.
globalThis.MonacoEnvironment = {
  getWorker: (_id, label) =>
    new Worker(root.dataset[`${label}Worker`] ?? root.dataset.editorWorker, { type: 'module' }),
};

const LOGIN = `mutation Login($input: LoginInput!) {
  login(input: $input) { session { accessToken } errors { __typename ... on UserError { message } } }
}`;

const WELCOME = `# Write a query, mutation or subscription, then press the button or Ctrl-Enter.
# Subscriptions run over a WebSocket; the token of a demo login is sent on both transports.

query WhatIsHere {
  __typename
}
`;

/** The access token of the demo login in use; empty for a visitor. Read anew for each request and each socket. */
let token = '';

const authorization = () => (token === '' ? {} : { authorization: `Bearer ${token}` });

const socketUrl = () => `${location.protocol === 'https:' ? 'wss' : 'ws'}://${location.host}/graphql`;

const openSocket = () =>
  createClient({ url: socketUrl(), lazy: true, connectionParams: authorization, shouldRetry: () => true });

let socket = openSocket();

const fetcher = (params, options) =>
  createGraphiQLFetcher({
    url: '/graphql',
    wsClient: socket,
    fetch: (input, init) => globalThis.fetch(input, withHeaders(init)),
  })(params, options);

const withHeaders = (init) => ({
  ...init,
  headers: { accept: 'application/graphql-response+json, application/json', ...authorization(), ...init?.headers },
});

/** Signs in as a demo person; the answer is an error to show, or null. */
async function signIn({ identifier, password }) {
  token = '';
  const response = await fetch('/graphql', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ query: LOGIN, variables: { input: { identifier, password } } }),
  });
  const { data, errors } = await response.json();
  token = data?.login?.session?.accessToken ?? '';
  renewSocket();
  return token === '' ? (data?.login?.errors?.[0]?.message ?? errors?.[0]?.message ?? 'Signing in failed.') : null;
}

function renewSocket() {
  socket.dispose();
  socket = openSocket();
}

function Logins() {
  const [logins, setLogins] = useState([]);
  const [current, setCurrent] = useState('');
  const [failure, setFailure] = useState(null);
  useEffect(() => {
    fetch('/explorer/logins.json')
      .then((response) => response.json())
      .then(
        (answer) => setLogins(answer.logins),
        () => undefined,
      );
  }, []);
  if (logins.length === 0) return null;

  const choose = async (identifier) => {
    setCurrent(identifier);
    const login = logins.find((each) => each.identifier === identifier);
    if (login !== undefined) return setFailure(await signIn(login));
    token = '';
    renewSocket();
    setFailure(null);
  };
  return createElement(
    'label',
    { className: 'demo-logins' },
    'Demo login ',
    createElement(
      'select',
      { value: current, onChange: (event) => void choose(event.target.value) },
      createElement('option', { value: '' }, 'visitor'),
      logins.map(({ identifier }) => createElement('option', { key: identifier, value: identifier }, identifier)),
    ),
    failure === null ? null : createElement('span', { role: 'alert' }, failure),
  );
}

createRoot(root).render(
  createElement(
    GraphiQL,
    { fetcher, defaultQuery: WELCOME, defaultEditorToolsVisibility: 'variables' },
    createElement(GraphiQL.Logo, null, createElement(Logins)),
  ),
);
