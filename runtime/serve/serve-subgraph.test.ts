import { once } from 'node:events';
import { request as httpRequest } from 'node:http';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { WebSocket } from 'ws';
import { eventually } from '../../tests/eventually.ts';
import { ada, keys, openSmallSubgraph, serveSmall, tokenOf } from '../../tests/served-world.ts';
import type { ServedSubgraph } from './serve-subgraph.ts';

const small = openSmallSubgraph();
let served: ServedSubgraph;
const opened: WebSocket[] = [];
beforeAll(async () => {
  served = await serveSmall(small.open);
});
afterEach(() => {
  for (const socket of opened.splice(0)) socket.terminate();
});
afterAll(() => served.close());

interface Answer {
  readonly data?: Record<string, unknown>;
  readonly errors?: { readonly extensions: { readonly code: string } }[];
}

const post = async (body: string, token: string | null = tokenOf(ada), path = '') => {
  const response = await fetch(`${served.url}${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token === null ? {} : { authorization: `Bearer ${token}` }) },
    body,
  });
  return { status: response.status, body: (await response.json()) as Answer };
};
const ask = (query: string, token?: string | null) => post(JSON.stringify({ query }), token);
const codeOf = ({ body }: { body: Answer }) => body.errors?.[0]?.extensions.code;

/** A token without a signature, as a library that honours `alg: none` would take it. */
const unsigned = () => {
  const [, payload] = tokenOf(ada).split('.');
  const { kid } = jwt.decode(tokenOf(ada), { complete: true })?.header ?? {};
  return `${Buffer.from(JSON.stringify({ alg: 'none', typ: 'JWT', kid })).toString('base64url')}.${payload}.`;
};
/** Signed with the public key as if it were a shared secret. */
const confused = () => {
  const { kid } = jwt.decode(tokenOf(ada), { complete: true })?.header ?? {};
  return jwt.sign({ caller: ada }, 'public key', {
    algorithm: 'HS256',
    keyid: kid ?? '',
    audience: 'small',
    issuer: 'caller',
    expiresIn: 30,
  });
};

describe('authentication of callers', () => {
  const strangers: [string, () => string | null][] = [
    ['no token', () => null],
    ['no token but words', () => 'nonsense'],
    ['a token for another subgraph', () => tokenOf(ada, 'other')],
    ['a token that has died', () => tokenOf(ada, 'small', keys.trusted, new Date(Date.now() - 152_000))],
    ["another's key", () => tokenOf(ada, 'small', keys.other)],
    ['alg none', unsigned],
    ['the public key as a shared secret', confused],
  ];
  describe.each(strangers)('%s', (_, token) => {
    test.each([
      '{ whoAmI }',
      '{ _service { sdl } }',
      '{ _entities(representations: [{ __typename: "Thing", id: "1" }]) { __typename } }',
    ])('is refused %s', async (query) => {
      const answer = await ask(query, token());

      expect(answer.status).toBe(401);
      expect(codeOf(answer)).toBe('UNAUTHENTICATED');
      expect(answer.body.data).toBeUndefined();
    });
  });

  test('refuses routes and unknown paths to strangers, and answers probes to all', async () => {
    expect((await fetch(`${served.url}things/1`)).status).toBe(401);
    expect((await fetch(`${served.url}nowhere`)).status).toBe(401);
    expect(await (await fetch(`${served.url}healthz`)).json()).toEqual({ status: 'alive' });
    expect(await (await fetch(`${served.url}readyz`)).json()).toEqual({ status: 'ready' });
    expect(await (await fetch(`${served.url}metrics`)).text()).toBe('up 1\n');
  });

  test('lets in whom a gateway signed, as that person', async () => {
    expect(await ask('{ whoAmI }')).toEqual({ status: 200, body: { data: { whoAmI: 'usr_ada' } } });
    expect(JSON.stringify((await ask('{ _service { sdl } }')).body)).toContain('type Thing');
  });
});

describe('a body', () => {
  test.each(['{', 'null', '[]', '"x"', '{}', '{"query":1}', '{"query":"{ whoAmI }","variables":[1]}', ''])(
    'that is no request is refused: %s',
    async (body) => {
      const answer = await post(body);

      expect(answer.status).toBe(400);
      expect(codeOf(answer)).toBe('BAD_USER_INPUT');
    },
  );

  test('over 10 MiB is refused with an answer before all of it has come', async () => {
    const { port } = new URL(served.url);
    const headers = { authorization: `Bearer ${tokenOf(ada)}`, 'content-length': 50 * 1024 * 1024 };
    const request = httpRequest({ port, method: 'POST', headers });
    request.write('x'.repeat(10 * 1024 * 1024 + 1));

    const [response] = await once(request, 'response');

    expect(response.statusCode).toBe(400);
    expect(response.headers.connection).toBe('close');
    expect(String((await response.toArray()).join(''))).toContain('LIMIT_EXCEEDED');
    request.on('error', () => undefined).destroy();
  });

  test('that holds a subscription is refused, and its source is closed', async () => {
    const answer = await ask('subscription { count }');

    expect(answer.status).toBe(400);
    await small.sources.at(-1)?.returned;
  });

  test('that breaks off leaves the process as it was', async () => {
    const { port } = new URL(served.url);
    const request = httpRequest({
      port,
      method: 'POST',
      headers: { authorization: `Bearer ${tokenOf(ada)}`, 'content-length': 100 },
    });
    request.on('error', () => undefined);
    request.write('{');
    await once(request, 'socket');
    request.destroy();

    expect((await ask('{ whoAmI }')).status).toBe(200);
  });

  test('is not awaited for a path that is no path', async () => {
    const { port } = new URL(served.url);
    const request = httpRequest({ port, method: 'POST', path: '//' }).end();
    const [response] = await once(request, 'response');

    expect(response.statusCode).toBe(400);
    response.resume();
  });
});

/** Opens a socket and says hello with `token`. */
async function connect(token: string | null) {
  const socket = new WebSocket(served.url.replace('http', 'ws'), 'graphql-transport-ws');
  opened.push(socket);
  const received: { type: string; id?: string; payload?: unknown }[] = [];
  socket.on('message', (data) => received.push(JSON.parse(String(data))));
  const closed = once(socket, 'close').then(([code]) => Number(code));
  await once(socket, 'open');
  const say = (message: object) => socket.send(JSON.stringify(message));
  const payload = token === null ? {} : { authorization: `Bearer ${token}` };
  say({ type: 'connection_init', payload });
  const hears = (id: string, type: string) =>
    eventually(() => received.some((message) => message.id === id && message.type === type), `${type} of ${id}`);
  const subscribe = async (id: string, query: string, token: string | null = tokenOf(ada)) => {
    await eventually(() => received.some(({ type }) => type === 'connection_ack'), 'the welcome');
    const extensions = token === null ? {} : { authorization: `Bearer ${token}` };
    say({ id, type: 'subscribe', payload: { query, extensions } });
  };
  return { socket, received, closed, say, hears, subscribe };
}

describe('a socket', () => {
  test.each([
    ['no token', null],
    ["another subgraph's token", tokenOf(ada, 'other')],
  ])('with %s is closed with 4403', async (_, token) => {
    const { closed } = await connect(token);

    expect(await closed).toBe(4403);
  });

  test('refuses an operation without a token of its own, and lives', async () => {
    const { received, hears, subscribe } = await connect(tokenOf(ada));

    await subscribe('a', 'subscription { count }', null);
    await hears('a', 'error');
    await subscribe('b', '{ whoAmI }');
    await hears('b', 'complete');

    expect(received.find(({ id }) => id === 'a')?.payload).toMatchObject([{ extensions: { code: 'UNAUTHENTICATED' } }]);
    expect(received.find(({ id, type }) => id === 'b' && type === 'next')?.payload).toEqual({
      data: { whoAmI: 'usr_ada' },
    });
  });

  test('ends only the operation that cannot be read', async () => {
    const { received, hears, subscribe } = await connect(tokenOf(ada));
    const before = small.sources.length;
    await subscribe('good', 'subscription { count }');
    await eventually(() => small.sources.length > before, 'the source');

    await subscribe('bad', 'subscription {');
    await hears('bad', 'error');
    small.sources.at(-1)?.push(7);
    await hears('good', 'next');

    expect(received.find(({ id }) => id === 'bad')?.payload).toMatchObject([
      { extensions: { code: 'BAD_USER_INPUT' } },
    ]);
    expect(received.find(({ id }) => id === 'good')?.payload).toEqual({ data: { count: 7 } });
  });

  test('that breaks ends its sources', async () => {
    const { socket, subscribe } = await connect(tokenOf(ada));
    const before = small.sources.length;
    await subscribe('a', 'subscription { count }');
    await eventually(() => small.sources.length > before, 'the source');

    socket.terminate();

    await small.sources.at(-1)?.returned;
  });

  test('is not opened on another path', async () => {
    const socket = new WebSocket(`${served.url.replace('http', 'ws')}other`, 'graphql-transport-ws');
    opened.push(socket);

    expect(String(await once(socket, 'error').then(([error]) => error))).toContain('404');
  });
});
