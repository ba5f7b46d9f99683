import { afterEach, describe, expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { fault } from '../../runtime/executor/faults.ts';
import { accounts } from '../fixtures/accounts.ts';
import { openSocket, operate, type RawSocket } from '../fixtures/clients.ts';
import { composeFixtures, type FixtureSubgraph, openFixtureGateway, openFixtures } from '../fixtures/open-fixture.ts';
import { products } from '../fixtures/products.ts';
import { createReviewLog } from '../fixtures/review-log.ts';
import { reviews } from '../fixtures/reviews.ts';
import type { Gateway } from '../index.ts';

const ALL = [accounts, products, reviews];
const FEDERATED =
  'subscription S($after: String) { added: reviewAdded(after: $after) { review { body author { name favourite { name } } } } }';
const opened: { gateway: Gateway; socket: RawSocket }[] = [];

async function world(subgraphs: readonly FixtureSubgraph[] = ALL) {
  const log = createReviewLog();
  const fixtures = openFixtures(subgraphs, { log });
  const supergraphSdl = composeFixtures(subgraphs);
  const gateway = await openFixtureGateway({ supergraphSdl, subgraphs: fixtures.subgraphs, times: { queryMs: 300 } });
  const socket = await openSocket(gateway.url, { init: {} });
  opened.push({ gateway, socket });
  const subscribe = (id: string, query: string, variables: object = {}) =>
    socket.send({ type: 'subscribe', id, payload: { query, variables } });
  const next = async () => (await socket.next()).payload as ExecutionResult;
  return { log, socket, gateway, calls: fixtures.calls, subscribe, next };
}

afterEach(async () => {
  for (const { gateway, socket } of opened.splice(0)) {
    socket.webSocket.terminate();
    await gateway.close();
  }
});

describe('each event', () => {
  test('is joined with any field of any subgraph, in the shape asked for', async () => {
    const { log, subscribe, next } = await world();
    subscribe('1', FEDERATED);
    await log.listening(1);
    log.add('r1');
    log.add('r2');
    expect(await next()).toEqual({
      data: { added: { review: { body: 'Sturdy', author: { name: 'Ada', favourite: { name: 'Table' } } } } },
    });
    expect(await next()).toMatchObject({ data: { added: { review: { body: 'Fine' } } } });
  });

  test('loses only what a sick subgraph holds', async () => {
    const { log, subscribe, next, calls } = await world();
    calls.intercept = (name, inner) =>
      name === 'accounts' ? async () => ({ errors: [fault('SUBGRAPH_UNAVAILABLE', 'at http://10.0.0.1')] }) : inner;
    subscribe('1', FEDERATED);
    await log.listening(1);
    log.add('r1');
    const { data, errors } = await next();
    expect(data).toEqual({ added: { review: { body: 'Sturdy', author: null } } });
    expect(errors).toEqual([
      expect.objectContaining({
        path: ['added', 'review', 'author'],
        extensions: { code: 'SUBGRAPH_UNAVAILABLE', retryable: true },
      }),
    ]);
    expect(JSON.stringify(errors)).not.toContain('10.0.0.1');
  });
});

describe('an event whose entry needs a subgraph that is away', () => {
  const SCORED = 'subscription { added: reviewAdded { review { body score } } }';
  const scores: FixtureSubgraph = {
    name: 'scores',
    typeDefs: /* GraphQL */ `
      extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key"])
      type Query { best: Int }
      type Review @key(fields: "id") { id: ID! score: Int! }`,
    resolvers: { Review: { __resolveReference: (review: object) => review, score: () => 5 } },
  };

  test('waits for it: nothing is passed over, and the order stays', async () => {
    const { log, subscribe, next, calls } = await world([...ALL, scores]);
    let failures = 2;
    calls.intercept = (name, inner) =>
      name !== 'scores' || failures === 0
        ? inner
        : async () => {
            failures -= 1;
            return { errors: [fault('SUBGRAPH_UNAVAILABLE', 'away')] };
          };
    subscribe('1', SCORED);
    await log.listening(1);
    log.add('r1');
    log.add('r2');

    expect(await next()).toEqual({ data: { added: { review: { body: 'Sturdy', score: 5 } } } });
    expect(await next()).toEqual({ data: { added: { review: { body: 'Fine', score: 5 } } } });
    expect(failures).toBe(0);
  });

  test('is delivered without what was refused for good', async () => {
    const { log, subscribe, next, calls } = await world([...ALL, scores]);
    calls.intercept = (name, inner) =>
      name === 'scores' ? async () => ({ errors: [fault('FORBIDDEN', 'Not yours.')] }) : inner;
    subscribe('1', SCORED);
    await log.listening(1);
    log.add('r1');

    expect(await next()).toMatchObject({ data: { added: { review: null } }, errors: [{}] });
  });
});

describe('closing', () => {
  test.each<[string, (socket: RawSocket) => void]>([
    ['complete', (socket) => socket.send({ type: 'complete', id: '1' })],
    ['a socket that dies', (socket) => socket.webSocket.terminate()],
  ])('%s closes a quiet source at once', async (_, close) => {
    const { log, subscribe, socket } = await world();
    subscribe('1', FEDERATED);
    await log.listening(1);
    close(socket);
    await log.listening(0);
    expect(log.open()).toBe(0);
  });

  test('a source that ends completes the client', async () => {
    const { log, subscribe, socket } = await world();
    subscribe('1', FEDERATED);
    await log.listening(1);
    log.end();
    expect(await socket.next()).toEqual({ type: 'complete', id: '1' });
  });
});

describe('a source that breaks', () => {
  test('is taken up after the last cursor: nothing lost, nothing twice, the socket stays', async () => {
    const { log, subscribe, next } = await world();
    subscribe('1', FEDERATED);
    await log.listening(1);
    log.add('r1');
    await next();
    log.break();
    log.add('r2');
    log.add('r3');
    expect(await next()).toMatchObject({ data: { added: { review: { body: 'Fine' } } } });
    expect(await next()).toMatchObject({ data: { added: { review: { body: 'Sharp', author: null } } } });
    expect(log.followedAfter).toEqual([null, '1']);
  });

  test('goes on where the client began, when nothing came yet', async () => {
    const { log, subscribe, next } = await world();
    for (const id of ['r1', 'r2', 'r3']) log.add(id);
    log.holdBack = true;
    subscribe('1', FEDERATED, { after: '2' });
    await log.listening(1);
    log.break();
    log.holdBack = false;
    expect(await next()).toMatchObject({ data: { added: { review: { body: 'Sharp' } } } });
    expect(log.followedAfter).toEqual(['2', '2']);
  });

  test('without `after` and before any event goes on from the position that the source reported', async () => {
    const { log, subscribe, next, calls } = await world();
    calls.intercept = (_, inner) => async (request, caller) => withStart(await inner(request, caller), log.head());
    log.add('r1');
    subscribe('1', FEDERATED);
    await log.listening(1);
    await log.awaited();
    log.break();
    log.add('r2');
    expect(await next()).toMatchObject({ data: { added: { review: { body: 'Fine' } } } });
    expect(log.followedAfter).toEqual([null, '1']);
  });

  test('is tried again until it can be opened', async () => {
    const { log, subscribe, next, calls } = await world();
    subscribe('1', FEDERATED);
    await log.listening(1);
    let refusals = 2;
    calls.intercept = (_, inner) => async (request, caller) =>
      request.query.startsWith('subscription') && refusals-- > 0
        ? { errors: [fault('SUBGRAPH_UNAVAILABLE', 'away')] }
        : inner(request, caller);
    log.break();
    await log.listening(0);
    await log.listening(1);
    log.add('r2');
    expect(await next()).toMatchObject({ data: { added: { review: { body: 'Fine' } } } });
  });

  test('is not taken up when it ended for want of permission', async () => {
    const { log, subscribe, socket } = await world();
    subscribe('1', FEDERATED);
    await log.listening(1);
    log.break(fault('FORBIDDEN', 'You have left.'));
    expect(await socket.next()).toMatchObject({
      type: 'error',
      payload: [{ message: 'You have left.', extensions: { code: 'FORBIDDEN' } }],
    });
    expect(log.followedAfter).toHaveLength(1);
  });

  test('a stream that cannot be opened is refused at once', async () => {
    const { socket, calls } = await world();
    calls.intercept = () => async () => ({ errors: [fault('NOT_FOUND', 'No such thing.')] });
    expect(await operate(socket, '1', { query: FEDERATED })).toEqual([
      {
        type: 'error',
        id: '1',
        payload: [{ message: 'No such thing.', extensions: { code: 'NOT_FOUND', requestId: expect.any(String) } }],
      },
    ]);
  });
});

test("the cursor is the client's to select too, under any alias", async () => {
  const { log, subscribe, next } = await world();
  subscribe('1', 'subscription { reviewAdded(after: "0") { c: cursor _resumeCursor: resyncRequired } }');
  await log.listening(1);
  log.add('r1');
  expect(await next()).toEqual({ data: { reviewAdded: { c: '1', _resumeCursor: false } } });
});

/** The stream after a first message that has nothing but its start cursor. */
function withStart(result: ExecutionResult | AsyncIterableIterator<ExecutionResult>, startCursor: string) {
  if (!(Symbol.asyncIterator in result)) return result;
  let isDelivered = false;
  const stream: AsyncIterableIterator<ExecutionResult> = {
    async next() {
      if (isDelivered) return result.next();
      isDelivered = true;
      return { done: false, value: { extensions: { startCursor } } };
    },
    return: async () => (await result.return?.()) ?? { done: true, value: undefined },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
  return stream;
}

test('a condition at the root is refused, whichever way it would go', async () => {
  const { socket } = await world();
  const query = 'subscription ($s: Boolean!) { reviewAdded @skip(if: $s) { cursor } }';
  for (const s of [true, false])
    expect(await operate(socket, String(s), { query, variables: { s } })).toMatchObject([
      { type: 'error', payload: [{ extensions: { code: 'BAD_USER_INPUT' } }] },
    ]);
});
