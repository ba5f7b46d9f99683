import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { createClient } from 'graphql-ws';
import { WebSocket } from 'ws';
import { isStream } from '../../../runtime/executor/executor.ts';
import { accounts } from '../../fixtures/accounts.ts';
import { openSocket, operate, post } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { reviews } from '../../fixtures/reviews.ts';
import { createSigner, rulesFor } from '../../fixtures/tokens.ts';
import { createAuthenticate } from '../../identity/authenticate.ts';
import type { Gateway } from '../../index.ts';
import type { ResultStream } from '../../subscribe/result-stream.ts';

const ALL = [accounts, products, reviews];
const clock = { ms: 1_900_000_000_000 };
const now = () => new Date(clock.ms);
const signer = createSigner('k1', clock.ms / 1_000);
const revoked = new Set<string>();
const fixtures = openFixtures(ALL);
let gateway: Gateway;

beforeAll(async () => {
  gateway = await openFixtureGateway({
    supergraphSdl: composeFixtures(ALL),
    subgraphs: fixtures.subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, now, { isRevoked: (id) => revoked.has(id) })),
    now,
    allowedOrigins: ['https://app.example'],
    times: { initMs: 200, keepAliveMs: 100 },
  });
});
afterAll(() => gateway.close());

async function* breakingAfterFirst(stream: ResultStream): AsyncGenerator<ExecutionResult> {
  for await (const result of stream) {
    yield result;
    throw new Error('postgres://secret');
  }
}

const authorization = (claims: Record<string, unknown> = {}) => ({
  authorization: `Bearer ${signer.sign({ sub: 'u1', ...claims })}`,
});

describe('operations', () => {
  test('a query, a mutation and a subscription run side by side on one socket', async () => {
    const client = createClient({ url: `${gateway.url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket });
    const collect = async (query: string) => {
      const results: unknown[] = [];
      for await (const { data } of client.iterate({ query })) results.push(data);
      return results;
    };
    const results = await Promise.all([
      collect('{ echo(text: "a") }'),
      collect('mutation { rename(id: "u1", name: "Eve") { name } }'),
      collect('subscription { ticks(upTo: 3) }'),
    ]);
    await client.dispose();
    expect(results).toEqual([
      [{ echo: 'a' }],
      [{ rename: { name: 'Eve' } }],
      [{ ticks: 1 }, { ticks: 2 }, { ticks: 3 }],
    ]);
  });

  test('the caller is who the init payload shows', async () => {
    const socket = await openSocket(gateway.url, { init: authorization() });
    const [next] = await operate(socket, '1', { query: '{ me { name viewer } }' });
    expect(next?.payload).toEqual({ data: { me: { name: 'Ada', viewer: 'u1' } } });
    socket.webSocket.close();
  });

  test.each([
    ['a syntax error', { query: '{' }, 'BAD_USER_INPUT'],
    ['an unknown field', { query: '{ nope }' }, 'BAD_USER_INPUT'],
    ['an unknown operation name', { query: 'query A { __typename }', operationName: 'B' }, 'BAD_USER_INPUT'],
    ['a wrong variable', { query: 'query Q($id: ID!) { user(id: $id) { id } }' }, 'BAD_USER_INPUT'],
    [
      'NUL in a variable',
      { query: 'query Q($t: String) { echo(text: $t) }', variables: { t: '\u0000' } },
      'BAD_USER_INPUT',
    ],
    [
      'variables that nest without end',
      {
        query: 'query Q($t: String) { echo(text: $t) }',
        variables: JSON.parse(`${'{"t":'.repeat(3_000)}1${'}'.repeat(3_000)}`),
      },
      'LIMIT_EXCEEDED',
    ],
    ['too many tokens', { query: `{ ${'__typename '.repeat(1_000)} }` }, 'LIMIT_EXCEEDED'],
    [
      'too many aliases',
      { query: `{ ${Array.from({ length: 16 }, (_, n) => `a${n}: __typename`).join(' ')} }` },
      'LIMIT_EXCEEDED',
    ],
    ['too many directives', { query: `{ __typename ${'@skip(if: false) '.repeat(51)} }` }, 'LIMIT_EXCEEDED'],
    ['too many root fields', { query: `{ ${'__typename '.repeat(11)} }` }, 'LIMIT_EXCEEDED'],
    ['too deep', { query: `{ users ${'{ reviews { author '.repeat(8)}{ id }${'}}'.repeat(8)} }` }, 'LIMIT_EXCEEDED'],
    ['a field for signed in people', { query: '{ me { name } }' }, 'UNAUTHENTICATED'],
    ['a stream for signed in people', { query: 'subscription { private }' }, 'UNAUTHENTICATED'],
  ])('%s ends that operation alone', async (_, payload, code) => {
    const socket = await openSocket(gateway.url, { init: {} });
    const [error] = await operate(socket, '1', payload);
    expect(error).toMatchObject({ type: 'error', id: '1', payload: [{ extensions: { code } }] });
    const [next] = await operate(socket, '1', { query: '{ __typename }' });
    expect(next).toMatchObject({ type: 'next', payload: { data: { __typename: 'Query' } } });
    socket.webSocket.close();
  });

  test('a stream that ends with a fault says so, after its events', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    expect(await operate(socket, '1', { query: 'subscription { forbidden }' })).toEqual([
      { type: 'next', id: '1', payload: { data: { forbidden: 1 } } },
      {
        type: 'error',
        id: '1',
        payload: [expect.objectContaining({ extensions: { code: 'FORBIDDEN', requestId: expect.any(String) } })],
      },
    ]);
    fixtures.calls.intercept = (_, inner) => async (request, caller) => {
      const stream = await inner(request, caller);
      return isStream(stream) ? breakingAfterFirst(stream) : stream;
    };
    const lost = await operate(socket, '2', { query: 'subscription { lost }' });
    fixtures.calls.intercept = null;
    expect(lost[1]).toMatchObject({
      type: 'error',
      payload: [{ message: 'Internal server error.', extensions: { code: 'INTERNAL' } }],
    });
    expect(JSON.stringify(lost)).not.toContain('postgres');
    socket.webSocket.close();
  });
});

describe('any id that is not empty', () => {
  const IDS = [
    '__proto__',
    'constructor',
    'toString',
    'hasOwnProperty',
    ' ',
    '0',
    '-1',
    'ä😀',
    '"\\\n\u2028',
    'x'.repeat(999),
  ];

  test.each(IDS)('%j names an operation of each kind', async (id) => {
    const socket = await openSocket(gateway.url, { init: {} });
    const kinds = {
      '{ echo(text: "a") }': { echo: 'a' },
      'mutation { rename(id: "u1", name: "Eve") { name } }': { rename: { name: 'Eve' } },
      'subscription { ticks(upTo: 1) }': { ticks: 1 },
    };
    for (const [query, data] of Object.entries(kinds))
      expect(await operate(socket, id, { query })).toEqual([
        { type: 'next', id, payload: { data } },
        { type: 'complete', id },
      ]);
    expect(await operate(socket, id, { query: '{ nope }' })).toMatchObject([{ type: 'error', id }]);
    socket.webSocket.close();
  });

  test('all of them at once, each with an answer of its own; a second one of a name ends the socket', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    for (const id of IDS) socket.send({ type: 'subscribe', id, payload: { query: '{ slow }' } });
    for (const id of IDS) socket.send({ type: 'complete', id });
    for (const id of IDS)
      expect(await operate(socket, id, { query: '{ __typename }' })).toEqual([
        { type: 'next', id, payload: { data: { __typename: 'Query' } } },
        { type: 'complete', id },
      ]);
    for (const _ of [1, 2]) socket.send({ type: 'subscribe', id: '__proto__', payload: { query: '{ slow }' } });
    expect(await socket.closed).toBe(4409);
  });

  test('an empty one is refused', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    socket.send({ type: 'subscribe', id: '', payload: { query: '{ __typename }' } });
    expect(await socket.closed).toBe(4400);
  });
});

describe('the request id', () => {
  test('is in every error, also beside data', async () => {
    const requestId = 'request-0003';
    const socket = await openSocket(gateway.url, { init: {}, headers: { 'x-request-id': requestId } });
    const [refused] = await operate(socket, '1', { query: '{ nope }' });
    expect(refused).toMatchObject({ payload: [{ extensions: { code: 'BAD_USER_INPUT', requestId } }] });
    const [denied] = await operate(socket, '2', { query: '{ me { id } }' });
    expect(denied).toMatchObject({ payload: [{ extensions: { code: 'UNAUTHENTICATED', requestId } }] });
    const [partial] = await operate(socket, '3', { query: '{ faulty user(id: "u1") { id } }' });
    expect(partial).toMatchObject({
      payload: {
        data: { faulty: null },
        errors: [{ path: ['faulty'], extensions: { code: 'RATE_LIMITED', requestId } }],
      },
    });
    const [costly] = await operate(socket, '4', { query: '{ failing }', extensions: { cost: true } });
    expect(costly).toMatchObject({
      payload: { errors: [{ extensions: { code: 'INTERNAL', requestId } }], extensions: { cost: { requested: 0 } } },
    });
    socket.webSocket.close();
  });
});

describe('the protocol', () => {
  test.each<[string, (socket: Awaited<ReturnType<typeof openSocket>>) => void, number]>([
    ['no init in time', () => undefined, 4408],
    ['a second init', (socket) => [1, 2].forEach(() => void socket.send({ type: 'connection_init' })), 4429],
    [
      'a subscribe before the ack',
      (socket) => socket.send({ type: 'subscribe', id: '1', payload: { query: '{ __typename }' } }),
      4401,
    ],
    ['bad JSON', (socket) => socket.send('{'), 4400],
    ['an unknown message', (socket) => socket.send({ type: 'hello' }), 4400],
    [
      'a bad token',
      (socket) => socket.send({ type: 'connection_init', payload: { authorization: 'Bearer a.b.c' } }),
      4403,
    ],
    [
      'an expired token',
      (socket) => socket.send({ type: 'connection_init', payload: authorization({ exp: clock.ms / 1_000 - 60 }) }),
      4403,
    ],
    [
      'a frame that is too large',
      (socket) => socket.send({ type: 'connection_init', payload: { x: 'x'.repeat(100_000) } }),
      1009,
    ],
  ])('%s', async (_, act, code) => {
    const socket = await openSocket(gateway.url);
    act(socket);
    expect(await socket.closed).toBe(code);
  });

  test('the same id twice', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    const payload = { query: '{ slow }' };
    socket.send({ type: 'subscribe', id: '1', payload });
    socket.send({ type: 'subscribe', id: '1', payload });
    expect(await socket.closed).toBe(4409);
  });

  test('nothing is compressed, whatever a client offers', async () => {
    const { webSocket } = await openSocket(gateway.url, { init: {} });
    expect(webSocket.extensions).toBe('');
    webSocket.close();
  });

  test('another subprotocol', async () => {
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-ws');
    const [error] = await once(socket, 'error');
    expect(String(error)).toContain('subprotocol');
  });

  test.each([
    ['of another site', { origin: 'https://evil.example' }, 403],
    ['of our own', { origin: 'http://own' }, null],
    ['that is listed', { origin: 'https://app.example' }, null],
  ])('a page %s', async (_, headers, status) => {
    const own = headers.origin === 'http://own' ? { origin: gateway.url } : headers;
    const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', {
      headers: own,
    });
    const refused = once(socket, 'unexpected-response').then(([, response]) => response.statusCode);
    socket.on('error', () => undefined);
    expect(await Promise.race([refused, once(socket, 'open').then(() => null)])).toBe(status);
    socket.terminate();
  });

  test('a ping is answered', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    socket.send({ type: 'ping', payload: { a: 1 } });
    expect(await socket.next()).toEqual({ type: 'pong', payload: { a: 1 } });
    socket.webSocket.close();
  });

  test('a socket that no longer answers pings is ended', async () => {
    const socket = await openSocket(gateway.url, { init: {} });
    socket.webSocket.pong = () => undefined;
    expect(await socket.closed).toBe(1006);
  });
});

describe('tokens', () => {
  test('a socket closes with its token, unless it was renewed by a ping', async () => {
    const [ending, renewed] = await Promise.all([
      openSocket(gateway.url, { init: authorization() }),
      openSocket(gateway.url, { init: authorization() }),
    ]);
    renewed.send({ type: 'ping', payload: authorization({ exp: clock.ms / 1_000 + 5_000 }) });
    expect(await renewed.next()).toEqual({
      type: 'pong',
      payload: { expiresAt: new Date(clock.ms + 5_000_000).toISOString() },
    });
    clock.ms += 600_000;
    expect(await ending.closed).toBe(4403);
    expect(await operate(renewed, '1', { query: '{ me { id } }' })).toMatchObject([
      { payload: { data: { me: { id: 'u1' } } } },
      {},
    ]);
    clock.ms -= 600_000;
    renewed.webSocket.close();
  });

  test('one that has ended, by however little, opens no socket and no stream, as it would keep none', async () => {
    const token = authorization({ exp: clock.ms / 1_000 - 1 });
    const socket = await openSocket(gateway.url);
    socket.send({ type: 'connection_init', payload: token });
    expect(await socket.closed).toBe(4403);
    for (const accept of ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0']) {
      const { status, body } = await post(
        gateway.url,
        { query: 'subscription { ticks(upTo: 1) }' },
        { ...token, accept },
      );
      expect([status, body.errors?.[0]?.extensions?.['code']]).toEqual([401, 'UNAUTHENTICATED']);
    }
    // Clocks differ: a single request has some leeway.
    expect((await post(gateway.url, { query: '{ me { id } }' }, token)).status).toBe(200);
  });

  test('one that ends in a second opens a socket', async () => {
    const socket = await openSocket(gateway.url, { init: authorization({ exp: clock.ms / 1_000 + 1 }) });
    expect(await operate(socket, '1', { query: '{ me { id } }' })).toMatchObject([{ type: 'next' }, {}]);
    socket.webSocket.close();
  });

  test.each([
    ['bad', { authorization: 'Bearer a.b.c' }],
    ['over', authorization({ exp: clock.ms / 1_000 - 1 })],
    ['of somebody else', authorization({ sub: 'u2' })],
  ])('a renewal with a token that is %s closes the socket', async (_, payload) => {
    const socket = await openSocket(gateway.url, { init: authorization() });
    socket.send({ type: 'ping', payload });
    expect(await socket.closed).toBe(4403);
  });

  test('ending a session closes its sockets alone', async () => {
    const [ended, other] = await Promise.all([
      openSocket(gateway.url, { init: authorization({ sid: 'ses_a' }) }),
      openSocket(gateway.url, { init: authorization({ sid: 'ses_b' }) }),
    ]);
    gateway.endSession('ses_a');
    expect(await ended.closed).toBe(4403);
    expect(other.webSocket.readyState).toBe(WebSocket.OPEN);
    other.webSocket.close();
  });
});
