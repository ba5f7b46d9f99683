import { once } from 'node:events';
import { connect } from 'node:net';
import { afterEach, describe, expect, test } from '@jest/globals';
import { WebSocket } from 'ws';
import { eventually } from '../../../tests/eventually.ts';
import { accounts } from '../../fixtures/accounts.ts';
import { openSocket, operate, post, type RawSocket } from '../../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from '../../fixtures/open-fixture.ts';
import { products } from '../../fixtures/products.ts';
import { createReviewLog } from '../../fixtures/review-log.ts';
import { reviews } from '../../fixtures/reviews.ts';
import { createSigner, rulesFor } from '../../fixtures/tokens.ts';
import { createAuthenticate } from '../../identity/authenticate.ts';
import type { Gateway } from '../../index.ts';
import type { Bounds } from '../../limits/bounds.ts';
import type { GatewayTimes } from '../../pipeline/gateway-times.ts';

const ALL = [accounts, products, reviews];
const supergraphSdl = composeFixtures(ALL);
const signer = createSigner('k1', 1_900_000_000);
const now = () => new Date(1_900_000_000_000);
const ADDED = 'subscription { reviewAdded { cursor } }';
const closers: (() => Promise<void> | void)[] = [];

afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

async function open(bounds: Partial<Bounds>, times: Partial<GatewayTimes> = {}, limits = true) {
  const log = createReviewLog();
  const opened = openFixtures(ALL, { log });
  const gateway = await openFixtureGateway({
    supergraphSdl,
    subgraphs: opened.subgraphs,
    authenticate: createAuthenticate(rulesFor(signer, now)),
    trustedProxies: ['127.0.0.1'],
    now,
    limits,
    bounds,
    // Equal requests are what is counted here.
    shareQueries: false,
    times: { drainMs: 0, ...times },
  });
  closers.push(() => gateway.close());
  return { gateway, log, calls: opened.calls };
}

const as = (sub: string) => ({ authorization: `Bearer ${signer.sign({ sub })}` });
const from = (ip: string) => ({ headers: { 'x-forwarded-for': ip } });

async function socketOf(gateway: Gateway, options: Parameters<typeof openSocket>[1] = {}): Promise<RawSocket> {
  const socket = await openSocket(gateway.url, options);
  closers.push(() => socket.webSocket.terminate());
  return socket;
}

/** The status with which an upgrade is refused, and its headers. */
async function upgradeOf(gateway: Gateway, headers: Record<string, string> = {}) {
  const socket = new WebSocket(`${gateway.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws', { headers });
  socket.on('error', () => undefined);
  const [, response] = await once(socket, 'unexpected-response');
  return { status: response.statusCode, retryAfter: response.headers['retry-after'] };
}

/** The code with which a socket closes after its `connection_init`, or null when it is acknowledged. */
async function initOf(gateway: Gateway, init: Record<string, unknown>, options = {}): Promise<number | null> {
  const socket = await socketOf(gateway, options);
  socket.send({ type: 'connection_init', payload: init });
  return await Promise.race([socket.closed, socket.next().then(() => null)]);
}

describe('sockets', () => {
  test('of one person, on whatever address; one that closes makes room', async () => {
    const { gateway } = await open({ socketsPerUser: 2 });
    const first = await socketOf(gateway, { init: as('u1'), ...from('10.0.0.1') });
    expect(await initOf(gateway, as('u1'), from('10.0.0.2'))).toBeNull();
    expect(await initOf(gateway, as('u1'), from('10.0.0.3'))).toBe(1013);
    expect(await initOf(gateway, as('u2'), from('10.0.0.3'))).toBeNull();
    first.webSocket.close();
    await first.closed;
    expect(await initOf(gateway, as('u1'), from('10.0.0.3'))).toBeNull();
  });

  test('of one address, before and after they are acknowledged', async () => {
    const { gateway } = await open({ socketsPerAddress: 3, pendingSocketsPerAddress: 1 });
    const pending = await socketOf(gateway);
    expect(await upgradeOf(gateway)).toEqual({ status: 429, retryAfter: '1' });
    expect(await initOf(gateway, {}, from('10.0.0.9'))).toBeNull();
    pending.send({ type: 'connection_init' });
    await pending.next();
    for (const _ of [2, 3]) expect(await initOf(gateway, {})).toBeNull();
    expect(await upgradeOf(gateway)).toEqual({ status: 429, retryAfter: '1' });
  });

  test('of one network of IPv6 are of one address', async () => {
    const { gateway } = await open({ socketsPerAddress: 1 });
    expect(await initOf(gateway, {}, from('2001:db8:1:2::1'))).toBeNull();
    expect(await upgradeOf(gateway, from('2001:db8:1:2:ffff::2').headers)).toMatchObject({ status: 429 });
    expect(await initOf(gateway, {}, from('2001:db8:1:3::1'))).toBeNull();
  });

  test('an address from an untrusted proxy is ignored', async () => {
    const gateway = await openFixtureGateway({
      supergraphSdl,
      subgraphs: openFixtures(ALL).subgraphs,
      bounds: { socketsPerAddress: 1 },
    });
    closers.push(() => gateway.close());
    expect(await initOf(gateway, {}, from('10.0.0.1'))).toBeNull();
    expect(await upgradeOf(gateway, from('10.0.0.2').headers)).toMatchObject({ status: 429 });
  });

  test('a visitor who signs in by a ping is counted among the sockets of that person', async () => {
    const { gateway } = await open({ socketsPerUser: 1 });
    await socketOf(gateway, { init: as('u1') });
    const visitor = await socketOf(gateway, { init: {} });
    visitor.send({ type: 'ping', payload: as('u1') });
    expect(await visitor.closed).toBe(1013);
  });

  test('operations on one of them', async () => {
    const { gateway, log } = await open({ operationsPerSocket: 2 });
    const socket = await socketOf(gateway, { init: {} });
    for (const id of ['1', '2']) socket.send({ type: 'subscribe', id, payload: { query: ADDED } });
    await log.listening(2);
    expect(await operate(socket, '3', { query: '{ __typename }' })).toMatchObject([
      { type: 'error', id: '3', payload: [{ extensions: { code: 'LIMIT_EXCEEDED' } }] },
    ]);
    socket.send({ type: 'complete', id: '1' });
    await log.listening(1);
    expect(await operate(socket, '4', { query: '{ __typename }' })).toMatchObject([{ type: 'next' }, {}]);
  });

  test('an operation that its client has forgotten counts while it runs', async () => {
    const { gateway } = await open({ operationsPerSocket: 1 });
    const socket = await socketOf(gateway, { init: {} });
    socket.send({ type: 'subscribe', id: '1', payload: { query: '{ slow }' } });
    socket.send({ type: 'complete', id: '1' });
    expect(await operate(socket, '2', { query: '{ __typename }' })).toMatchObject([{ type: 'error', id: '2' }]);
  });

  test('messages on one of them', async () => {
    const { gateway } = await open({ messageBurst: 5, messagesPerSecond: 0 });
    const socket = await socketOf(gateway, { init: {} });
    for (const _ of [2, 3, 4, 5]) {
      socket.send({ type: 'ping' });
      expect(await socket.next()).toEqual({ type: 'pong' });
    }
    socket.send({ type: 'ping' });
    expect(await socket.closed).toBe(4429);
  });

  test('none of them where limits are off', async () => {
    const bounds = { messageBurst: 1, socketsPerUser: 1, socketsPerAddress: 1, operationsPerSocket: 0 };
    const { gateway } = await open(bounds, {}, false);
    for (const _ of [1, 2]) {
      const socket = await socketOf(gateway, { init: as('u1') });
      expect(await operate(socket, '1', { query: '{ __typename }' })).toMatchObject([{ type: 'next' }, {}]);
    }
  });
});

describe('a client that does not read', () => {
  /** A source that never ends, of events of 50 KB; counts those that were taken from it. */
  async function openEndless() {
    const { gateway, calls } = await open({}, { keepAliveMs: 60_000 });
    const taken = { count: 0 };
    calls.intercept = () => async () =>
      (async function* () {
        for (;;) {
          taken.count += 1;
          const cursor = String(taken.count).padStart(50_000);
          yield { data: { reviewAdded: { cursor, _resumeCursor: cursor } } };
        }
      })();
    return { gateway, taken };
  }

  test('holds up its stream on a socket, and gets all of it in order when it reads again', async () => {
    const { gateway, taken } = await openEndless();
    const socket = await socketOf(gateway, { init: {} });
    const received: number[] = [];
    socket.webSocket.on('message', (data) => {
      received.push(Number(JSON.parse(String(data)).payload.data.reviewAdded.cursor));
    });
    socket.send({ type: 'subscribe', id: '1', payload: { query: ADDED } });
    socket.webSocket.pause();
    await settled(() => taken.count);
    const countWhilePaused = taken.count;
    expect(countWhilePaused).toBeLessThan(1_000);
    socket.webSocket.resume();
    await eventually(() => received.length > countWhilePaused, 'the stream to go on');
    expect(received).toEqual(received.map((_, at) => at + 1));
  });

  test.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])('holds up %s', async (accept) => {
    const { gateway, taken } = await openEndless();
    const { hostname, port } = new URL(gateway.url);
    const client = connect(Number(port), hostname);
    closers.push(() => void client.destroy());
    client.pause();
    const body = JSON.stringify({ query: ADDED });
    client.write(
      `POST /graphql HTTP/1.1\r\nhost: x\r\naccept: ${accept}\r\ncontent-type: application/json\r\ncontent-length: ${body.length}\r\n\r\n${body}`,
    );
    await settled(() => taken.count);
    expect(taken.count).toBeLessThan(1_000);
  });
});

/** Resolves when a count has not moved for five turns of 20 ms. */
async function settled(count: () => number): Promise<void> {
  let last = -1;
  let same = 0;
  await eventually(() => {
    same = count() === last && last > 0 ? same + 1 : 0;
    last = count();
    return same >= 5;
  }, 'the count to come to rest');
}

describe('streams over HTTP', () => {
  test.each(['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0'])('%s, of one person', async (accept) => {
    const { gateway, log } = await open({ streamsPerUser: 1 });
    const abort = new AbortController();
    const request = (headers: Record<string, string>, signal: AbortSignal | null = null) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept, ...headers },
        body: JSON.stringify({ query: ADDED }),
        signal,
      });
    const [first, other] = [await request(as('u1'), abort.signal), await request(as('u2'), abort.signal)];
    expect([first.status, other.status]).toEqual([200, 200]);
    const refused = await post(gateway.url, { query: ADDED }, { accept, ...as('u1') });
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([429, '1']);
    expect(refused.body.errors?.[0]?.extensions?.['code']).toBe('RATE_LIMITED');
    abort.abort();
    await log.listening(0);
  });
});

describe('requests at once', () => {
  const busy = async (gateway: Gateway, calls: { made: readonly unknown[] }, count: number): Promise<void> => {
    for (let n = 0; n < count; n++) void post(gateway.url, { query: '{ slow }' }).catch(() => undefined);
    await eventually(() => calls.made.length >= count, 'the requests to run');
  };

  test('more than can run are rejected unread; health, streams and sockets go on', async () => {
    const { gateway, log, calls } = await open({ requestsInFlight: 2 }, { queryMs: 60_000, requestMs: 60_000 });
    const socket = await socketOf(gateway, { init: {} });
    await busy(gateway, calls, 2);
    const refused = await post(gateway.url, 'this is not even JSON');
    expect([refused.status, refused.headers.get('retry-after')]).toEqual([503, '1']);
    expect(refused.body.errors?.[0]?.extensions).toEqual({ code: 'UNAVAILABLE', retryable: true, retryAfter: 1 });
    for (const path of ['healthz', 'readyz', 'metrics'])
      expect((await fetch(`${gateway.url}/${path}`)).status).toBe(200);
    expect(await operate(socket, '1', { query: '{ __typename }' })).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'UNAVAILABLE', retryable: true, retryAfter: 1 } }] },
    ]);
    socket.send({ type: 'subscribe', id: '2', payload: { query: ADDED } });
    await log.listening(1);
  });

  test('what ends makes room', async () => {
    const { gateway, calls } = await open({ requestsInFlight: 1 }, { queryMs: 30 });
    await busy(gateway, calls, 1);
    await eventually(
      async () => (await post(gateway.url, { query: '{ __typename }' })).status === 200,
      'the request to end',
    );
  });

  test('in a minute, by one person and by one address of visitors', async () => {
    const { gateway } = await open({ operationsPerMinute: 2 });
    const query = '{ __typename }';
    const socket = await socketOf(gateway, { init: as('u1') });
    await post(gateway.url, { query }, as('u1'));
    await operate(socket, '1', { query });
    const refused = await post(gateway.url, { query }, as('u1'));
    expect([refused.status, refused.body.errors?.[0]?.extensions?.['code']]).toEqual([429, 'RATE_LIMITED']);
    expect(Number(refused.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(await operate(socket, '2', { query })).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.any(Number) } }] },
    ]);
    for (const who of [as('u2'), from('10.0.0.1').headers, from('10.0.0.2').headers])
      expect((await post(gateway.url, { query }, who)).status).toBe(200);
  });
});

describe('a connection that is slow on purpose', () => {
  async function responseTo(gateway: Gateway, text: string): Promise<string> {
    const { hostname, port } = new URL(gateway.url);
    const client = connect(Number(port), hostname);
    closers.push(() => void client.destroy());
    client.write(text);
    let response = '';
    client.on('data', (data) => {
      response += data;
    });
    await once(client, 'close');
    return response.split('\r\n', 1)[0] ?? '';
  }

  test.each([
    ['that never ends its head', 'POST /graphql HTTP/1.1\r\nhost: x\r\n', 'HTTP/1.1 408 Request Timeout'],
    ['that never says anything', '', ''],
    [
      'that never ends its body',
      'POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\ncontent-length: 100\r\n\r\n{',
      'HTTP/1.1 408 Request Timeout',
    ],
    [
      'with a head that is too large',
      `GET /graphql HTTP/1.1\r\nhost: x\r\nx: ${'x'.repeat(20_000)}\r\n\r\n`,
      'HTTP/1.1 431 Request Header Fields Too Large',
    ],
  ])('%s is ended', async (_, text, expected) => {
    const { gateway } = await open({}, { headersMs: 100, bodyMs: 100 });
    const response = await responseTo(gateway, text);
    if (expected !== '') expect(response).toBe(expected);
    expect((await post(gateway.url, { query: '{ __typename }' })).status).toBe(200);
  });
});
