import { Client, cacheExchange, type ExecutionResult, fetchExchange, subscriptionExchange } from '@urql/core';
import type { Client as SocketClient } from 'graphql-ws';
import { type CursorOf, subscribe } from './graphql-ws.ts';

/** An urql client: subscriptions over the socket of `sockets`, everything else over HTTP. */
export const openUrqlClient = (url: string, sockets: SocketClient, token: () => string, cursorOf: CursorOf): Client =>
  new Client({
    url,
    preferGetMethod: false,
    fetchOptions: () => ({ headers: { authorization: `Bearer ${token()}` } }),
    exchanges: [
      cacheExchange,
      fetchExchange,
      subscriptionExchange({
        forwardSubscription: ({ query = '', variables = {} }) => ({
          subscribe: (sink) => ({
            unsubscribe: subscribe(sockets, { query, variables: { ...variables } }, cursorOf, {
              ...sink,
              // as: urql names the same shape by a type that knows no undefined.
              next: (result) => sink.next(result as ExecutionResult),
            }),
          }),
        }),
      }),
    ],
  });
