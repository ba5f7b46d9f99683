import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { accounts } from '../fixtures/accounts.ts';
import { openSocket, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import { type PlainSubgraph, servePlain } from '../fixtures/serve-plain.ts';
import type { Gateway } from '../index.ts';
import { openRemoteSubgraphs } from '../subgraphs/open-remote-subgraphs.ts';

const log = createReviewLog();
const served = new Map<string, PlainSubgraph>();
let gateway: Gateway;
let supergraphSdl: string;

beforeAll(async () => {
  for (const fixture of [accounts, products, reviews]) served.set(fixture.name, await servePlain(fixture, { log }));
  supergraphSdl = composeFixtures(
    [accounts, products, reviews],
    Object.fromEntries([...served].map(([name, { url }]) => [name, url])),
  );
  gateway = await openFixtureGateway({
    supergraphSdl,
    subgraphs: openRemoteSubgraphs(pino({ level: 'silent' })),
    limits: false,
    // In development errors name the subgraph that is not available.
    production: true,
  });
});
afterAll(async () => {
  await gateway.close();
  await Promise.all([...served.values()].map((subgraph) => subgraph.close()));
});

const QUERY = '{ topReviews { body author { name } product { upc name shippingEstimate } } }';

test('any supergraph is served with its subgraphs at the addresses written in it', async () => {
  const { status, body } = await post(gateway.url, { query: QUERY });
  expect(status).toBe(200);
  expect(body.data?.['topReviews']).toContainEqual({
    body: 'Sturdy',
    author: { name: 'Ada' },
    product: { upc: 'p1', name: 'Table', shippingEstimate: 0 },
  });
});

test('no header of a client reaches a subgraph', async () => {
  await post(
    gateway.url,
    { query: '{ topReviews { id } }' },
    { authorization: 'Bearer secret', 'x-user-id': 'usr_1', cookie: 'a=b' },
  );
  const sent = served.get('reviews')?.headers.at(-1);
  expect(sent).toMatchObject({ 'content-type': 'application/json' });
  expect(JSON.stringify(sent)).not.toMatch(/secret|usr_1|a=b/);
});

test.each([
  ['an HTTP error', 500, 'Internal error at /srv/app.js'],
  ['what is no JSON', 200, '<html>'],
  ['JSON that is no result', 200, '[1]'],
  ['an empty body', 200, ''],
  ['more than 10 MiB', 200, `{"data":{"x":"${'x'.repeat(10 * 1_048_576)}"}}`],
])('%s from a subgraph leaves the rest', async (_, status, text) => {
  const reviewsServer = served.get('accounts');
  if (reviewsServer === undefined) throw new Error('no server');
  reviewsServer.broken = { status, body: text };
  const { body } = await post(gateway.url, { query: '{ topReviews { id author { name } } }' });
  reviewsServer.broken = null;
  expect(body.data).toEqual({ topReviews: ['r1', 'r2', 'r3'].map((id) => ({ id, author: null })) });
  expect(body.errors?.map(({ extensions }) => extensions)).toEqual([{ code: 'SUBGRAPH_UNAVAILABLE', retryable: true }]);
  expect(JSON.stringify(body)).not.toMatch(/srv|accounts|127\.0\.0\.1/);
  // And so that failures in a row are not five.
  expect((await post(gateway.url, { query: '{ user(id: "u1") { name } }' })).status).toBe(200);
});

test('a subscription outlives the socket between gateway and subgraph', async () => {
  const socket = await openSocket(gateway.url, { init: {} });
  socket.send({
    type: 'subscribe',
    id: '1',
    payload: { query: 'subscription { reviewAdded(after: "0") { cursor review { body author { name } } } }' },
  });
  log.add('r1');
  expect((await socket.next()).payload).toEqual({
    data: { reviewAdded: { cursor: '1', review: { body: 'Sturdy', author: { name: 'Ada' } } } },
  });
  await log.listening(1);
  served.get('reviews')?.dropSockets();
  log.add('r2');
  log.add('r3');
  expect((await socket.next()).payload).toMatchObject({ data: { reviewAdded: { cursor: '2' } } });
  expect((await socket.next()).payload).toMatchObject({ data: { reviewAdded: { cursor: '3' } } });
  socket.webSocket.close();
  await socket.closed;
  await log.listening(0);
});

test('a subgraph that is gone leaves nothing, and answers again when it is back', async () => {
  const old = served.get('reviews');
  await old?.close();
  const accept = 'application/graphql-response+json';
  const away = await post(gateway.url, { query: '{ topReviews { id } }' }, { accept });
  expect(away.body.errors?.[0]?.extensions?.['code']).toBe('SUBGRAPH_UNAVAILABLE');
  served.set('reviews', await servePlain(reviews, { log }, old?.port));
  expect((await post(gateway.url, { query: '{ topReviews { id } }' })).body.errors).toBeUndefined();
});
