import { once } from 'node:events';
import { createServer } from 'node:net';
import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../runtime/executor/caller.ts';
import { sendRaw } from '../tests/hostile-requests.ts';
import { accounts } from './fixtures/accounts.ts';
import { openSocket, post } from './fixtures/clients.ts';
import { composeFixtures, openFixtureGateway, openFixtures } from './fixtures/open-fixture.ts';
import { products } from './fixtures/products.ts';
import { createReviewLog } from './fixtures/review-log.ts';
import { reviews } from './fixtures/reviews.ts';
import type { GatewayOptions, MountedRoute } from './pipeline/gateway-options.ts';

const ALL = [accounts, products, reviews];
const supergraphSdl = composeFixtures(ALL);

async function open(changed: Partial<GatewayOptions> = {}, routes: readonly MountedRoute[] = []) {
  const log = createReviewLog();
  const { subgraphs } = openFixtures(ALL, { log });
  const close = jest.fn(async () => undefined);
  const unready = async () => ['reviews'];
  const gateway = await openFixtureGateway({
    supergraphSdl,
    subgraphs: { ...subgraphs, routes, close, unready },
    ...changed,
  });
  return { gateway, log, close };
}

test('health, readiness and metrics are served', async () => {
  const { gateway } = await open();
  await post(gateway.url, { query: '{ __typename topReviews { id } }' });
  const [health, ready, metrics] = await Promise.all(
    ['healthz', 'readyz', 'metrics'].map((path) => fetch(`${gateway.url}/${path}`)),
  );
  expect(await health?.json()).toEqual({ status: 'ok' });
  expect(await ready?.json()).toMatchObject({ status: 'ready', unready: ['reviews'] });
  expect(await metrics?.text()).toMatch(
    /gateway_requests_total\{transport="http",kind="query",outcome="ok"\} 1[\s\S]*gateway_subgraph_seconds_count\{subgraph="reviews"\} 1/,
  );
  await gateway.close();
});

test('metrics that have a port of their own are not served to clients', async () => {
  const { gateway } = await open({ servesMetrics: false });
  const [health, metrics] = await Promise.all(['healthz', 'metrics'].map((path) => fetch(`${gateway.url}/${path}`)));
  expect([health?.status, metrics?.status]).toEqual([200, 404]);
  await gateway.close();
});

test('readiness names the subgraphs whose clocks differ', async () => {
  const log = createReviewLog();
  const { subgraphs } = openFixtures(ALL, { log });
  const clocks = [{ name: 'reviews', seconds: 150, isTolerated: false }];
  const { gateway } = await open({ subgraphs: { ...subgraphs, clocks: () => clocks } });
  expect(await (await fetch(`${gateway.url}/readyz`)).json()).toMatchObject({ status: 'ready', clocks });
  await gateway.close();
});

test.each([
  ['none of those in its process can serve: their database is away', ['reviews'], 503, 'not ready'],
  ['one of them can', ['reviews', 'products'], 200, 'ready'],
  ['none runs in its process', [], 200, 'ready'],
])('readiness when %s', async (_, embedded, code, status) => {
  const log = createReviewLog();
  const { subgraphs } = openFixtures(ALL, { log });
  const unready = async () => ['reviews'];
  const { gateway } = await open({ subgraphs: { ...subgraphs, embedded, unready } });
  const ready = await fetch(`${gateway.url}/readyz`);
  expect([ready.status, await ready.json()]).toEqual([code, expect.objectContaining({ status, unready: ['reviews'] })]);
  await gateway.close();
});

test('the landing page is served under a policy, and nothing outside its folder', async () => {
  const { gateway } = await open({
    explorer: { directory: import.meta.dirname, logins: [{ identifier: 'ada', password: 'x' }] },
  });
  const page = await fetch(`${gateway.url}/`);
  expect(page.headers.get('content-security-policy')).toContain("default-src 'self'");
  expect(page.headers.get('x-content-type-options')).toBe('nosniff');
  expect(await (await fetch(`${gateway.url}/explorer/logins.json`)).json()).toEqual({
    logins: [{ identifier: 'ada', password: 'x' }],
  });
  expect((await fetch(`${gateway.url}/explorer/index.ts`)).status).toBe(200);
  for (const name of ['..%2Fpackage.json', '%2e%2e%2fpackage.json', '.env', 'nothing.js']) {
    expect((await fetch(`${gateway.url}/explorer/${name}`)).status).toBe(404);
  }
  await gateway.close();
});

test('a route of a domain gets body, parameters and request id, and no identity header of the client', async () => {
  const seen: unknown[] = [];
  const route: MountedRoute = {
    method: 'PUT',
    path: '/media/:id',
    async handle({ params, headers, body }, caller, requestId) {
      seen.push({ params, caller, requestId, headers: [...headers.keys()] });
      return new Response(body, { status: 201, headers: { 'content-type': 'text/plain', 'x-told': 'yes' } });
    },
  };
  const { gateway } = await open({}, [route]);
  const response = await fetch(`${gateway.url}/media/m1`, {
    method: 'PUT',
    body: 'bytes',
    headers: {
      'x-request-id': 'request-0002',
      authorization: 'Bearer x',
      'x-user-id': 'u',
      'x-caller': 'u',
      cookie: 'a=b',
    },
  });
  expect([response.status, response.headers.get('x-told'), await response.text()]).toEqual([201, 'yes', 'bytes']);
  expect(seen).toEqual([
    {
      params: { id: 'm1' },
      caller: ANONYMOUS,
      requestId: 'request-0002',
      headers: expect.not.arrayContaining(['authorization', 'x-user-id', 'x-caller', 'cookie']),
    },
  ]);
  await gateway.close();
});

test.each(['[', 'a:b:c', '', '//', 'evil.example', 'x y'])(
  'a route is served whatever `Host` says: %j',
  async (host) => {
    const urls: string[] = [];
    const route: MountedRoute = {
      method: 'GET',
      path: '/media/:id',
      async handle({ url }) {
        urls.push(url.href);
        return new Response(null, { status: 204 });
      },
    };
    const { gateway } = await open({}, [route]);
    const status = await sendRaw(gateway.port, `GET /media/m1?a=%5B HTTP/1.1\r\nHost: ${host}\r\n\r\n`);
    expect([status, urls]).toEqual([204, ['http://localhost/media/m1?a=%5B']]);
    await gateway.close();
  },
);

test('a swapped supergraph is served at once; a bad one leaves the one before', async () => {
  const { gateway } = await open();
  const query = '{ topReviews { id } }';
  await expect(gateway.swap('type Query { a: Int }')).rejects.toThrow(/Not a supergraph/);
  expect((await post(gateway.url, { query })).status).toBe(200);
  await gateway.swap(composeFixtures([accounts, products]));
  expect((await post(gateway.url, { query }, { accept: 'application/graphql-response+json' })).status).toBe(400);
  await gateway.swap(supergraphSdl);
  expect((await post(gateway.url, { query })).status).toBe(200);
  await gateway.close();
});

test('a subgraph of the supergraph that is not open is named', async () => {
  const { subgraphs } = openFixtures([accounts, products]);
  await expect(openFixtureGateway({ supergraphSdl, subgraphs })).rejects.toThrow('No such subgraph is open: reviews');
});

test('a port that is taken rejects', async () => {
  const other = createServer().listen(0, '127.0.0.1');
  await once(other, 'listening');
  const address = other.address();
  await expect(open({ port: typeof address === 'object' && address !== null ? address.port : 0 })).rejects.toThrow(
    /^PORT: .* is taken by another process$/,
  );
  other.close();
});

test('in production nothing is said of schema or limits, and introspection is off', async () => {
  const { gateway } = await open({ production: true });
  for (const query of [
    '{ __schema { types { name } } }',
    '{ user(id: "1") { nam } }',
    `{ ${'__typename '.repeat(11)} }`,
  ]) {
    const { status, text } = await post(gateway.url, { query }, { accept: 'application/graphql-response+json' });
    expect(status).toBe(400);
    expect(text).not.toMatch(/Did you mean|User|Introspection|10 root/);
  }
  await gateway.close();
});

test('limits that are switched off are off', async () => {
  const { gateway } = await open({ limits: false });
  const aliases = Array.from({ length: 600 }, (_, n) => `a${n}: __typename`).join(' ');
  expect((await post(gateway.url, { query: `{ ${aliases} } #${'x'.repeat(200_000)}` })).status).toBe(200);
  await gateway.close();
});

test('closing says not ready, lets a request end, closes sockets with 1012, and then the subgraphs', async () => {
  const { gateway, close } = await open({ times: { drainDelayMs: 100, drainMs: 10_000, queryMs: 300 } });
  const socket = await openSocket(gateway.url, { init: {} });
  const running = post(gateway.url, { query: '{ slow __typename }' });
  const closing = gateway.close();
  expect((await fetch(`${gateway.url}/readyz`)).status).toBe(503);
  expect(close).not.toHaveBeenCalled();
  expect(await socket.closed).toBe(1012);
  expect((await running).body.data).toEqual({ slow: null, __typename: 'Query' });
  await closing;
  await gateway.close();
  expect(close).toHaveBeenCalledTimes(1);
  await expect(fetch(`${gateway.url}/healthz`)).rejects.toThrow();
});
