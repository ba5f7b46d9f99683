import { setImmediate } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { QueryPlanner } from '@apollo/query-planner';
import { afterAll, afterEach, describe, expect, test } from '@jest/globals';
import type { Executor } from '../../runtime/executor/executor.ts';
import { accounts } from '../fixtures/accounts.ts';
import { openSocket, post, type RawSocket } from '../fixtures/clients.ts';
import { composeFixtures, type FixtureSubgraph, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import { VISITOR } from '../identity/identity.ts';
import type { Gateway } from '../index.ts';
import type { GatewayOptions, Subgraphs } from './gateway-options.ts';

const changed = (fixture: FixtureSubgraph, from: string, to: string): FixtureSubgraph => ({
  ...fixture,
  typeDefs: fixture.typeDefs.replace(from, to),
});
const FIRST = composeFixtures([accounts, products, reviews]);
/** What the subgraphs answer all along; they are changed before the supergraph, as it should be. */
const SERVED = [changed(accounts, 'viewer: String', 'viewer: String title: String'), products, reviews];
const WITH_FIELD = composeFixtures(SERVED);
const WITHOUT_BODY = composeFixtures([accounts, products, changed(reviews, 'body: String', 'text: String')]);
const GUARDED = composeFixtures([accounts, products, changed(reviews, 'body: String', 'body: String @authenticated')]);

/** Planners that were asked, each of a supergraph of its own. */
const planners: WeakRef<QueryPlanner>[] = [];
const { buildQueryPlan } = QueryPlanner.prototype;
QueryPlanner.prototype.buildQueryPlan = function (...given) {
  if (!planners.some((planner) => planner.deref() === this)) planners.push(new WeakRef(this));
  return buildQueryPlan.apply(this, given);
};
afterAll(() => {
  QueryPlanner.prototype.buildQueryPlan = buildQueryPlan;
});

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** How many supergraphs are still held in memory. */
async function supergraphsAlive(): Promise<number> {
  // What was looked at in this turn of the event loop is held until its end.
  await setImmediate();
  collectGarbage();
  return planners.filter((planner) => planner.deref() !== undefined).length;
}

const opened: { gateway: Gateway; sockets: RawSocket[] }[] = [];
afterEach(async () => {
  for (const { gateway, sockets } of opened.splice(0)) {
    for (const { webSocket } of sockets) webSocket.terminate();
    await gateway.close();
  }
});

async function world(options: Partial<GatewayOptions> = {}, subgraphsOf = (subgraphs: Subgraphs) => subgraphs) {
  const log = createReviewLog();
  const { subgraphs, calls } = openFixtures(SERVED, { log });
  const gateway = await openFixtureGateway({ supergraphSdl: FIRST, subgraphs: subgraphsOf(subgraphs), ...options });
  const sockets: RawSocket[] = [];
  opened.push({ gateway, sockets });
  const connect = async (): Promise<RawSocket> => {
    const socket = await openSocket(gateway.url, { init: {} });
    sockets.push(socket);
    return socket;
  };
  return { log, calls, gateway, connect };
}

const subscribe = (socket: RawSocket, id: string, selection: string) =>
  socket.send({ type: 'subscribe', id, payload: { query: `subscription { reviewAdded(after: "0") ${selection} }` } });
const BODY = '{ cursor review { body } }';
const AUTHOR = '{ cursor review { author { name } } }';
const ofAuthor = (cursor: string, name: string) => ({
  data: { reviewAdded: { cursor, review: { author: { name } } } },
});

const streamOverHttp = (gateway: Gateway, selection: string): Promise<Response[]> =>
  Promise.all(
    ['text/event-stream', 'multipart/mixed;subscriptionSpec=1.0, application/json'].map((accept) =>
      fetch(`${gateway.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept },
        body: JSON.stringify({ query: `subscription { reviewAdded(after: "0") ${selection} }` }),
      }),
    ),
  );

/** A separate executor for each address, as over the network. */
function byAddress(subgraphs: Subgraphs): Subgraphs {
  const byUrl = new Map<string, Executor>();
  return {
    ...subgraphs,
    executor(name, url) {
      const execute = subgraphs.executor(name, url);
      const executor: Executor = (request, caller) =>
        execute?.(request, caller) ?? Promise.reject(new Error('not open'));
      const found = byUrl.get(url) ?? executor;
      byUrl.set(url, found);
      return found;
    },
  };
}

/** Alone: viewers are known, and nothing is declared to be the same for all of them. */
describe.each([
  ['shared', null],
  ['of a viewer each', async () => VISITOR],
])('streams that are %s', (_, authenticate) => {
  /** Upstreams that so many followers have who begin at one place. */
  const upstreams = (followers: number): number => (authenticate === null ? 1 : followers);
  test('go on over swaps, and know the new fields of who asks for them after', async () => {
    const { log, gateway, connect } = await world({ authenticate });
    const [early, late] = [await connect(), await connect()];
    subscribe(early, '1', AUTHOR);
    await log.listening(1);
    log.add('r1');
    expect(await early.next()).toMatchObject({ id: '1', payload: ofAuthor('1', 'Ada') });
    await gateway.swap(WITH_FIELD);
    log.add('r2');
    expect(await early.next()).toMatchObject({ id: '1', payload: ofAuthor('2', 'Bob') });
    subscribe(late, '2', '{ review { author { title } } }');
    expect(await late.next()).toMatchObject({
      payload: { data: { reviewAdded: { review: { author: { title: null } } } } },
    });
    await gateway.swap(FIRST);
    expect(await late.next()).toMatchObject({ type: expect.stringMatching(/next|error/) });
    log.add('r1');
    expect(await early.next()).toMatchObject({ id: '1', payload: ofAuthor('3', 'Ada') });
    expect(log.followedAfter.length).toBe(2);
  });

  test('end alone when they are not valid any more; their sockets stay', async () => {
    const { log, gateway, connect } = await world({ authenticate });
    const socket = await connect();
    subscribe(socket, 'body', BODY);
    subscribe(socket, 'author', AUTHOR);
    await log.listening(2);
    await gateway.swap(WITHOUT_BODY);
    expect(await socket.next()).toMatchObject({
      id: 'body',
      type: 'error',
      payload: [{ message: expect.stringContaining('body'), extensions: { code: 'BAD_USER_INPUT' } }],
    });
    await log.listening(1);
    log.add('r1');
    expect(await socket.next()).toMatchObject({ id: 'author', payload: ofAuthor('1', 'Ada') });
    socket.send({ type: 'ping' });
    expect(await socket.next()).toEqual({ type: 'pong' });
  });

  test('end alone over HTTP too', async () => {
    const { log, gateway } = await world({ authenticate });
    const responses = await streamOverHttp(gateway, BODY);
    await log.listening(upstreams(2));
    await gateway.swap(WITHOUT_BODY);
    const [events, parts] = await Promise.all(responses.map((response) => response.text()));
    expect(events).toMatch(/Cannot query field \\"body\\"[\s\S]*event: complete/);
    expect(parts).toMatch(/Cannot query field \\"body\\"[\s\S]*--\r\n$/);
  });

  test('are taken to where their subgraph has moved, and miss nothing on the way nor get it twice', async () => {
    const { log, gateway, connect } = await world({ authenticate }, byAddress);
    const socket = await connect();
    subscribe(socket, '1', AUTHOR);
    for (let swap = 0; swap < 6; swap += 1) {
      for (const id of ['r1', 'r2']) log.add(id);
      const urls = { reviews: `http://reviews.${swap % 3}.invalid/` };
      const swapped = gateway.swap(composeFixtures(SERVED, urls));
      log.add('r1');
      await swapped;
      log.add('r2');
    }
    for (let cursor = 1; cursor <= 24; cursor += 1)
      expect(await socket.next()).toMatchObject({ payload: ofAuthor(`${cursor}`, cursor % 2 === 1 ? 'Ada' : 'Bob') });
    expect(log.followedAfter.length).toBeGreaterThanOrEqual(6);
    await log.listening(1);
  });

  test('let go of the supergraphs before: memory does not grow with swaps', async () => {
    const { log, gateway, connect } = await world({ authenticate });
    const socket = await connect();
    subscribe(socket, '1', AUTHOR);
    const responses = await streamOverHttp(gateway, AUTHOR);
    await log.listening(upstreams(3));
    for (let swap = 0; swap < 50; swap += 1) {
      await gateway.swap(swap % 2 === 0 ? WITH_FIELD : FIRST);
      expect((await post(gateway.url, { query: '{ topReviews { author { name } } }' })).status).toBe(200);
      if (swap % 10 === 3) subscribe(socket, `late ${swap}`, AUTHOR);
    }
    log.add('r1');
    for (let next = 0; next < 6; next += 1)
      expect(await socket.next()).toMatchObject({ payload: ofAuthor('1', 'Ada') });
    expect(planners.length).toBeGreaterThanOrEqual(50);
    await expect(supergraphsAlive()).resolves.toBe(1);
    await Promise.all(responses.map(({ body }) => body?.cancel()));
  });
});

test('one who comes after a swap joins those who came before, once they are moved', async () => {
  const { log, gateway, connect } = await world();
  const [early, late] = [await connect(), await connect()];
  const query = 'subscription { reviewAdded { cursor review { author { name } } } }';
  early.send({ type: 'subscribe', id: '1', payload: { query } });
  await log.listening(1);
  await gateway.swap(WITH_FIELD);
  late.send({ type: 'subscribe', id: '2', payload: { query } });
  late.send({ type: 'subscribe', id: 'refused', payload: { query: '{ a }' } });
  // Operations of one socket are opened in order: this refusal comes when the one before it has been.
  await late.next();
  log.add('r1');
  expect(await early.next()).toMatchObject({ payload: ofAuthor('1', 'Ada') });
  expect(await late.next()).toMatchObject({ payload: ofAuthor('1', 'Ada') });
  expect(log.followedAfter).toEqual([null]);
});

test('a shared stream that may no longer be shared ends, and its subscribers are asked to reconnect', async () => {
  const { log, gateway, connect } = await world();
  const socket = await connect();
  subscribe(socket, '1', BODY);
  await log.listening(1);
  await gateway.swap(GUARDED);
  expect(await socket.next()).toMatchObject({
    type: 'error',
    payload: [{ extensions: { code: 'UNAVAILABLE', retryable: true } }],
  });
  await log.listening(0);
});

test('swaps follow one another, and one that cannot be served leaves the one before', async () => {
  const { gateway } = await world();
  const query = '{ topReviews { author { title } } }';
  const swaps = [WITH_FIELD, 'type Query { a: Int }', FIRST, WITH_FIELD].map((sdl) => gateway.swap(sdl));
  const settled = await Promise.allSettled(swaps);
  expect(settled.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled', 'fulfilled']);
  expect((await post(gateway.url, { query })).status).toBe(200);
});
