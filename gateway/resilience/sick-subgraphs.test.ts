import { afterEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { Registry } from 'prom-client';
import { eventually } from '../../tests/eventually.ts';
import { accounts } from '../fixtures/accounts.ts';
import { type GraphQLBody, openSocket, operate, post } from '../fixtures/clients.ts';
import { composeFixtures, openFixtureGateway } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import { type PlainSubgraph, servePlain } from '../fixtures/serve-plain.ts';
import { type Sickness, serveSick } from '../fixtures/sick-subgraph.ts';
import { openRemoteSubgraphs } from '../subgraphs/open-remote-subgraphs.ts';

const closers: (() => Promise<void> | void)[] = [];
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

const SICKNESSES: readonly Sickness[] = [
  'is stopped',
  'hangs',
  'resets connections',
  'answers garbage',
  'answers 500',
  'answers 503',
];
const QUERY = '{ topReviews { body author { name } } }';
const LEFT = {
  topReviews: [
    { body: 'Sturdy', author: null },
    { body: 'Fine', author: null },
    { body: 'Sharp', author: null },
  ],
};
const AWAY = { code: 'SUBGRAPH_UNAVAILABLE', retryable: true };

/** A gateway over three served subgraphs, of which `accounts` can fall sick. */
async function open() {
  const log = createReviewLog();
  const sick = await serveSick(accounts);
  closers.push(sick.close);
  const well: PlainSubgraph[] = await Promise.all([products, reviews].map((fixture) => servePlain(fixture, { log })));
  for (const each of well) closers.push(each.close);
  const supergraphSdl = composeFixtures([accounts, products, reviews], {
    accounts: sick.url,
    products: well[0]?.url ?? '',
    reviews: well[1]?.url ?? '',
  });
  const registry = new Registry();
  const gateway = await openFixtureGateway({
    supergraphSdl,
    subgraphs: openRemoteSubgraphs(pino({ level: 'silent' })),
    registry,
    times: { queryMs: 300, drainMs: 0 },
  });
  closers.push(gateway.close);
  const metric = async (name: string): Promise<number> => {
    const line = new RegExp(`^${name}\\{[^}]*subgraph="accounts"[^}]*\\} (\\S+)$`, 'm');
    return Number(line.exec(await registry.metrics())?.[1] ?? Number.NaN);
  };
  return { sick, gateway, log, metric };
}

const asking = {
  async HTTP(url: string): Promise<(query: string) => Promise<GraphQLBody>> {
    return async (query) => (await post(url, { query })).body;
  },
  async WebSocket(url: string): Promise<(query: string) => Promise<GraphQLBody>> {
    const socket = await openSocket(url, { init: {} });
    closers.push(() => socket.webSocket.terminate());
    let id = 0;
    return async (query) => {
      id += 1;
      const [next] = await operate(socket, String(id), { query });
      return next?.payload as GraphQLBody; // The first message of an answer, as the protocol says.
    };
  },
};

describe.each(['HTTP', 'WebSocket'] as const)('over %s', (transport) => {
  const away = transport === 'HTTP' ? AWAY : { ...AWAY, requestId: expect.any(String) };

  test.each(SICKNESSES)('a subgraph that %s leaves the rest, and is then not asked', async (sickness) => {
    const { sick, gateway, metric } = await open();
    const ask = await asking[transport](gateway.url);
    expect((await ask(QUERY)).errors).toBeUndefined();
    await sick.fall(sickness);

    for (let n = 0; n < 5; n++) {
      const { data, errors } = await ask(QUERY);
      expect(data).toEqual(LEFT);
      expect(errors?.map(({ extensions }) => extensions)).toEqual([away]);
    }
    const before = sick.requests;
    const { data, errors } = await ask(QUERY);

    expect([data, errors?.map(({ extensions }) => extensions)]).toEqual([LEFT, [away]]);
    expect(sick.requests).toBe(before);
    expect([await metric('gateway_subgraph_breaker'), await metric('gateway_subgraph_breaker_openings_total')]).toEqual(
      [1, 1],
    );
    expect((await ask('{ topReviews { product { name } } }')).errors).toBeUndefined();
  });
});

test('nothing is left, and a mutation is tried once alone', async () => {
  const { sick, gateway, metric } = await open();
  await sick.fall('resets connections');

  const query = await post(gateway.url, { query: '{ user(id: "u1") { name } }' });
  const tried = sick.requests;
  const mutation = await post(gateway.url, { query: 'mutation { rename(id: "u1", name: "Eve") { name } }' });

  expect([query.status, query.body.data]).toEqual([200, { user: null }]);
  expect(query.body.errors?.[0]?.message).toBe('The subgraph "accounts" is not available for a moment; try again.');
  expect([tried, await metric('gateway_subgraph_retries_total')]).toEqual([2, 1]);
  expect([mutation.body.errors?.[0]?.extensions, sick.requests]).toEqual([AWAY, 3]);
});

test('a query that finds its connection closed is answered all the same', async () => {
  const { sick, gateway } = await open();
  await post(gateway.url, { query: QUERY });
  await sick.fall('resets connections', 1);

  expect((await post(gateway.url, { query: QUERY })).body.errors).toBeUndefined();
  expect(sick.requests).toBe(3);
});

test('a subgraph that is well again is asked again within seconds', async () => {
  const { sick, gateway, metric } = await open();
  await sick.fall('is stopped');
  for (let n = 0; n < 5; n++) await post(gateway.url, { query: QUERY });
  expect(await metric('gateway_subgraph_breaker')).toBe(1);
  await sick.fall(null);

  await eventually(async () => (await post(gateway.url, { query: QUERY })).body.errors === undefined, 'a whole answer');

  expect([await metric('gateway_subgraph_breaker'), sick.requests]).toEqual([0, 1]);
});

test('events go on while a subgraph they reach into is sick', async () => {
  const { sick, gateway, log } = await open();
  const socket = await openSocket(gateway.url, { init: {} });
  closers.push(() => socket.webSocket.terminate());
  const query = 'subscription { reviewAdded { review { body author { name } } } }';
  socket.send({ type: 'subscribe', id: '1', payload: { query } });
  await log.listening(1);
  await sick.fall('hangs');
  log.add('r1');
  log.add('r2');

  for (const body of ['Sturdy', 'Fine']) {
    expect((await socket.next()).payload).toMatchObject({
      data: { reviewAdded: { review: { body, author: null } } },
      errors: [{ extensions: AWAY }],
    });
  }
});
