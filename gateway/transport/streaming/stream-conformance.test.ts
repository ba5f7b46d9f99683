import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../../../tests/eventually.ts';
import { openSocket, operate, type RawSocket } from '../../fixtures/clients.ts';
import { countingSubgraphs } from '../../fixtures/foreign/counting.ts';
import { openForeignGateway } from '../../fixtures/foreign/open-foreign.ts';

const counting = countingSubgraphs();
let gateway: Awaited<ReturnType<typeof openForeignGateway>>;
beforeAll(async () => {
  gateway = await openForeignGateway(counting.subgraphs);
});
afterAll(() => gateway.close());

const COUNT = { query: 'subscription ($to: Int!) { count(to: $to) { id name } }', variables: { to: 2 } };
const FOREVER = { query: 'subscription { forever { name } }' };
const counted = (id: string) => ({ data: { count: { id, name: `Number ${id}` } } });

/* https://github.com/enisdenjo/graphql-ws/blob/master/PROTOCOL.md */
describe('graphql-transport-ws', () => {
  test.each<[string, readonly unknown[], number]>([
    ['two inits', [{ type: 'connection_init' }, { type: 'connection_init' }], 4429],
    ['an operation before the init', [{ type: 'subscribe', id: '1', payload: COUNT }], 4401],
    ['text that is no JSON', ['hello'], 4400],
    ['JSON that is no message', [[1, 2]], 4400],
    ['a message without a type', [{ id: '1' }], 4400],
    ['a type that is not known', [{ type: 'start', id: '1', payload: COUNT }], 4400],
    ['a payload of init that is no object', [{ type: 'connection_init', payload: 'x' }], 4400],
    ['an operation without an id', [{ type: 'connection_init' }, { type: 'subscribe', payload: COUNT }], 4400],
    [
      'an operation with an empty id',
      [{ type: 'connection_init' }, { type: 'subscribe', id: '', payload: COUNT }],
      4400,
    ],
    ['an operation without a payload', [{ type: 'connection_init' }, { type: 'subscribe', id: '1' }], 4400],
    [
      'a query that is no text',
      [{ type: 'connection_init' }, { type: 'subscribe', id: '1', payload: { query: 1 } }],
      4400,
    ],
    ['a message that only servers send', [{ type: 'connection_init' }, { type: 'connection_ack' }], 4400],
  ])('%s closes the socket', async (_, messages, code) => {
    const socket = await openSocket(gateway.url);
    for (const message of messages) socket.send(message);
    expect(await socket.closed).toBe(code);
  });

  test('no init in time closes the socket', async () => {
    const impatient = await openForeignGateway(counting.subgraphs, { times: { initMs: 20 } });
    try {
      expect(await (await openSocket(impatient.url)).closed).toBe(4408);
    } finally {
      await impatient.close();
    }
  });

  test('a binary frame closes the socket', async () => {
    const socket = await openSocket(gateway.url);
    socket.webSocket.send(Buffer.from('{"type":"connection_init"}'));
    expect(await socket.closed).toBe(4400);
  });

  test.each([['graphql-ws'], [undefined]])('a socket of the subprotocol %s is not served', async (protocol) => {
    const address = `${gateway.url.replace('http', 'ws')}/graphql`;
    const socket = protocol === undefined ? new WebSocket(address) : new WebSocket(address, protocol);
    const failed = once(socket, 'error').then(() => 4406);
    const closed = once(socket, 'close').then(([code]) => code);
    socket.on('error', () => undefined);
    expect(await Promise.race([failed, closed])).toBe(4406);
  });

  const opened = (): Promise<RawSocket> => openSocket(gateway.url, { init: {} });

  test('a subscription is any number of `next`, then `complete`; a query and a mutation one', async () => {
    const socket = await opened();
    expect(await operate(socket, 'a', COUNT)).toEqual([
      { id: 'a', type: 'next', payload: counted('1') },
      { id: 'a', type: 'next', payload: counted('2') },
      { id: 'a', type: 'complete' },
    ]);
    for (const [query, data] of [
      ['{ item { name } }', { item: { name: 'Number 1' } }],
      ['mutation { set(value: 3) }', { set: 3 }],
    ])
      expect(await operate(socket, 'a', { query })).toEqual([
        { id: 'a', type: 'next', payload: { data } },
        { id: 'a', type: 'complete' },
      ]);
    socket.webSocket.close();
  });

  test.each([
    ['cannot be parsed', { query: '{' }],
    ['is not valid', { query: '{ nope }' }],
    ['does not fit its variables', { ...COUNT, variables: { to: 'x' } }],
    ['is not in its document', { ...COUNT, operationName: 'Nope' }],
    ['fails to start', { query: 'subscription { failing { id } }' }],
  ])('an operation that %s ends with `error` alone, and the socket goes on', async (_, payload) => {
    const socket = await opened();
    const [error, ...others] = await operate(socket, 'b', payload);
    expect(error).toMatchObject({ id: 'b', type: 'error', payload: [{ extensions: { code: expect.any(String) } }] });
    expect(others).toEqual([]);
    expect(JSON.stringify(error)).not.toContain('secret');
    expect(await operate(socket, 'b', { query: '{ hello }' })).toHaveLength(2);
    socket.webSocket.close();
  });

  test('errors of fields come with `next`', async () => {
    const socket = await opened();
    expect(await operate(socket, 'c', { query: '{ fail }' })).toMatchObject([
      { type: 'next', payload: { data: { fail: null }, errors: [{ path: ['fail'] }] } },
      { type: 'complete' },
    ]);
    socket.webSocket.close();
  });

  test('`complete` of a client ends the stream at its source; its id is free again; an unknown id is no harm', async () => {
    const socket = await opened();
    socket.send({ type: 'complete', id: 'nobody' });
    socket.send({ type: 'subscribe', id: 'd', payload: FOREVER });
    expect(await socket.next()).toMatchObject({ id: 'd', type: 'next' });
    expect(counting.open()).toBe(1);
    socket.send({ type: 'complete', id: 'd' });
    await eventually(() => counting.open() === 0, 'the stream to end at its source');
    expect(await operate(socket, 'd', { query: '{ hello }' })).toHaveLength(2);
    socket.webSocket.close();
  });

  test('the end of a socket ends its streams at their source', async () => {
    const socket = await opened();
    socket.send({ type: 'subscribe', id: 'e', payload: FOREVER });
    await socket.next();
    socket.webSocket.terminate();
    await eventually(() => counting.open() === 0, 'the stream to end at its source');
  });

  test('pings are answered before the init too, and a pong that nobody asked for is taken', async () => {
    const socket = await openSocket(gateway.url);
    socket.send({ type: 'pong' });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
    socket.send({ type: 'connection_init', payload: null });
    expect(await socket.next()).toMatchObject({ type: 'connection_ack' });
    socket.webSocket.close();
  });
});

/* https://github.com/enisdenjo/graphql-sse/blob/master/PROTOCOL.md; single connection mode is not claimed. */
describe('GraphQL over SSE, distinct connections', () => {
  const EVENTS = { accept: 'text/event-stream', 'content-type': 'application/json' };
  const stream = (body: unknown, headers: Record<string, string> = EVENTS): Promise<Response> =>
    fetch(`${gateway.url}/graphql`, { method: 'POST', headers, body: JSON.stringify(body) });
  const isEvents = (response: Response): void => {
    expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/event-stream; charset=utf-8']);
    expect(response.headers.get('cache-control')).toContain('no-cache');
  };

  test('a subscription is events `next`, then `complete` with empty data, and the response ends', async () => {
    const response = await stream(COUNT);
    isEvents(response);
    expect(await response.text()).toBe(
      `:\n\n${['1', '2'].map((id) => `event: next\ndata: ${JSON.stringify(counted(id))}\n\n`).join('')}event: complete\ndata: \n\n`,
    );
  });

  test('by GET as EventSource does, with the last event of before', async () => {
    const search = new URLSearchParams({ query: COUNT.query, variables: '{"to":1}' });
    const response = await fetch(`${gateway.url}/graphql?${search}`, {
      headers: { accept: 'text/event-stream', 'last-event-id': '7' },
    });
    isEvents(response);
    expect(await response.text()).toMatch(/event: next\n.*\n\nevent: complete\ndata: \n\n$/s);
  });

  test.each([
    ['a query', { query: '{ hello }' }, '{"data":{"hello":"Hello you"}}'],
    ['a mutation', { query: 'mutation { set(value: 1) }' }, '{"data":{"set":1}}'],
  ])('%s is one event', async (_, body, data) => {
    const text = await (await stream(body)).text();
    expect(text).toContain(`event: next\ndata: ${data}\n\nevent: complete`);
  });

  test('an operation that cannot be executed is reported in one event', async () => {
    const response = await stream({ query: '{ nope }' });
    isEvents(response);
    expect(await response.text()).toMatch(/event: next\ndata: \{"errors":.*\n\nevent: complete\ndata: \n\n$/s);
  });

  test('who goes away ends the stream at its source', async () => {
    const abort = new AbortController();
    const response = await fetch(`${gateway.url}/graphql`, {
      method: 'POST',
      headers: EVENTS,
      body: JSON.stringify(FOREVER),
      signal: abort.signal,
    });
    const reader = response.body?.getReader();
    await reader?.read();
    await eventually(() => counting.open() === 1, 'the stream to begin');
    abort.abort();
    await reader?.read().catch(() => undefined);
    await eventually(() => counting.open() === 0, 'the stream to end at its source');
  });

  test('a reservation of a single connection is not allowed', async () => {
    const response = await fetch(`${gateway.url}/graphql`, { method: 'PUT' });
    expect([response.status, response.headers.get('allow')]).toEqual([405, 'GET, POST']);
  });
});
