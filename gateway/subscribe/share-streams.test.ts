import { afterEach, describe, expect, test } from '@jest/globals';
import { Registry } from 'prom-client';
import { eventually } from '../../tests/eventually.ts';
import { accounts } from '../fixtures/accounts.ts';
import { openSocket, operate, type RawSocket } from '../fixtures/clients.ts';
import { composeFixtures, type FixtureSubgraph, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';
import type { GatewayOptions } from '../pipeline/gateway-options.ts';

const FEDERATED =
  'subscription S($after: String, $upc: ID) { reviewAdded(after: $after, upc: $upc) { cursor review { body author { name } } } }';
const FOLLOWERS = 20;

const opened: { gateway: Gateway; sockets: RawSocket[] }[] = [];
afterEach(async () => {
  for (const { gateway, sockets } of opened.splice(0)) {
    for (const { webSocket } of sockets) webSocket.terminate();
    await gateway.close();
  }
});

async function world(fixtures: readonly FixtureSubgraph[] = ALL, options: Partial<GatewayOptions> = {}) {
  const log = createReviewLog();
  const { subgraphs, calls } = openFixtures(fixtures, { log });
  const registry = new Registry();
  const supergraphSdl = composeFixtures(fixtures);
  const gateway = await openFixtureGateway({ supergraphSdl, subgraphs, registry, ...options });
  const sockets = await Promise.all(Array.from({ length: FOLLOWERS }, () => openSocket(gateway.url, { init: {} })));
  opened.push({ gateway, sockets });
  const madeTo = (name: string) => calls.made.filter(({ subgraph }) => subgraph === name).length;
  const open = registry.getSingleMetric('gateway_subscriptions');
  /** Resolves when so many subscriptions are open at the gateway: from then on each hears every event. */
  const followed = (count: number) =>
    eventually(async () => (await open?.get())?.values[0]?.value === count, `${count} subscriptions to be open`);
  return { log, sockets, madeTo, followed };
}

const ALL = [accounts, products, reviews];
const subscribe = (sockets: readonly RawSocket[], query: string, variables: object = {}) => {
  for (const [index, socket] of sockets.entries())
    socket.send({ type: 'subscribe', id: `op-${index}`, payload: { query, variables } });
};
const nextOf = (sockets: readonly RawSocket[]) => Promise.all(sockets.map((socket) => socket.next()));
const bodyOf = (body: string, cursor: string) => ({
  data: { reviewAdded: { cursor, review: { body, author: expect.anything() } } },
});

describe('a subscription that is the same for everybody', () => {
  test('has one upstream and one execution an event, however many follow; each gets it under their own id', async () => {
    const { log, sockets, madeTo, followed } = await world();
    subscribe(sockets, FEDERATED);
    await followed(FOLLOWERS);
    log.add('r1');
    const frames = await nextOf(sockets);
    expect(frames).toEqual(
      sockets.map((_, index) => ({ type: 'next', id: `op-${index}`, payload: bodyOf('Sturdy', '1') })),
    );
    log.add('r2');
    await nextOf(sockets);
    expect([log.followedAfter.length, madeTo('accounts')]).toEqual([1, 2]);
  });

  test('is another one with other variables, or another selection', async () => {
    const { log, sockets, madeTo, followed } = await world();
    subscribe(sockets.slice(0, 2), FEDERATED, { upc: 'p1' });
    subscribe(sockets.slice(2, 4), FEDERATED, { upc: 'p2' });
    subscribe(sockets.slice(4, 6), 'subscription { reviewAdded { review { author { name } } } }');
    await followed(6);
    log.add('r1');
    await nextOf(sockets.slice(0, 6));
    expect(madeTo('accounts')).toBe(3);
  });

  test('is begun by each where they left off, and followed together from there on', async () => {
    const { log, sockets, followed } = await world();
    const [live, back] = [sockets.slice(0, 1), sockets.slice(1, 2)];
    for (const id of ['r1', 'r2']) log.add(id);
    subscribe(live, FEDERATED);
    await followed(1);
    subscribe(back, FEDERATED, { after: '0' });
    for (const [body, cursor] of [
      ['Sturdy', '1'],
      ['Fine', '2'],
    ] as const)
      expect(await nextOf(back)).toMatchObject([{ payload: bodyOf(body, cursor) }]);
    log.add('r1');
    expect(await nextOf([...live, ...back])).toMatchObject([
      { payload: bodyOf('Sturdy', '3') },
      { payload: bodyOf('Sturdy', '3') },
    ]);
    await log.listening(1);
  });

  test('is closed upstream with the last who follows it, and not before', async () => {
    const { log, sockets, followed } = await world();
    subscribe(sockets, FEDERATED);
    await followed(FOLLOWERS);
    const [last, ...others] = sockets;
    for (const { webSocket } of others) webSocket.terminate();
    log.add('r1');
    await last?.next();
    expect(log.open()).toBe(1);
    last?.send({ type: 'complete', id: 'op-0' });
    await log.listening(0);
  });

  test('leaves nothing open when all give it up before its first event, and begins anew for who comes then', async () => {
    const { log, sockets, followed } = await world();
    subscribe(sockets, FEDERATED);
    await followed(FOLLOWERS);
    const [last, ...others] = sockets;
    for (const [index, socket] of others.entries())
      if (index % 2 === 0) socket.send({ type: 'complete', id: `op-${index + 1}` });
      else socket.webSocket.terminate();
    await followed(1);
    expect(log.open()).toBe(1);
    last?.send({ type: 'complete', id: 'op-0' });
    await log.listening(0);
    await followed(0);

    subscribe(sockets.slice(0, 1), FEDERATED);
    await followed(1);
    log.add('r1');
    expect(await last?.next()).toMatchObject({ payload: bodyOf('Sturdy', '1') });
    expect(log.open()).toBe(1);
  });

  test('survives its upstream: no subscriber loses an event or gets one twice', async () => {
    const { log, sockets, followed } = await world();
    subscribe(sockets, FEDERATED);
    await followed(FOLLOWERS);
    log.add('r1');
    await nextOf(sockets);
    log.break();
    log.add('r2');
    expect(await nextOf(sockets)).toEqual(sockets.map(() => expect.objectContaining({ payload: bodyOf('Fine', '2') })));
    expect(log.followedAfter).toEqual([null, '1']);
  });

  test('that counts from one for each still does', async () => {
    const { sockets } = await world();
    const received = await Promise.all(
      sockets.map((socket) => operate(socket, 'count', { query: 'subscription { ticks(upTo: 3) }' })),
    );
    for (const messages of received)
      expect(messages).toEqual([
        ...[1, 2, 3].map((ticks) => ({ type: 'next', id: 'count', payload: { data: { ticks } } })),
        { type: 'complete', id: 'count' },
      ]);
  });
});

describe('where people are known', () => {
  let people = 0;
  const authenticated: Partial<GatewayOptions> = {
    authenticate: async () => {
      people += 1;
      return { caller: { viewerId: `usr_${people}`, sessionId: null, scopes: [], service: null }, expiresAt: null };
    },
  };
  const CACHE =
    'extend schema @composeDirective(name: "@cacheControl") @link(url: "https://specs.example/cacheControl/v0.1", import: ["@cacheControl"])\nenum CacheControlScope { PUBLIC PRIVATE }\ndirective @cacheControl(maxAge: Int, scope: CacheControlScope) on FIELD_DEFINITION | OBJECT';
  const declared = (typeDefs: string): FixtureSubgraph => ({
    ...reviews,
    typeDefs: `${CACHE}\n${typeDefs.replace('"@provides"', '"@provides", "@composeDirective"')}`,
  });
  const PUBLIC = reviews.typeDefs
    .replace('reviewAdded(upc: ID, after: String): ReviewAdded!', '$& @cacheControl(scope: PUBLIC)')
    .replace('type ReviewAdded', 'type ReviewAdded @cacheControl(scope: PUBLIC)')
    .replace('body: String author', 'body: String @cacheControl(scope: PUBLIC) author');

  test('nothing is shared that is not declared public', async () => {
    const { log, sockets, followed } = await world(ALL, authenticated);
    subscribe(sockets.slice(0, 3), 'subscription { reviewAdded { review { body } } }');
    await followed(3);
    expect(log.open()).toBe(3);
  });

  test('what is declared public is shared; with one field that is not, it is not', async () => {
    const { log, sockets, madeTo, followed } = await world([accounts, products, declared(PUBLIC)], authenticated);
    subscribe(sockets.slice(0, 10), 'subscription { reviewAdded { cursor review { body } } }');
    subscribe(sockets.slice(10, 13), 'subscription { reviewAdded { review { body author { name } } } }');
    await followed(13);
    expect(log.open()).toBe(4);
    log.add('r1');
    await nextOf(sockets.slice(0, 13));
    expect(madeTo('accounts')).toBe(3);
  });
});
