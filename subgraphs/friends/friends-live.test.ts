import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { nextOf } from '../../tests/domain-client.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import subgraph from './index.ts';

const RECEIVED = `subscription ($after: String) { friendRequestReceived(after: $after) {
  request { id sender { id } } cursor resyncRequired } }`;
const CHANGED =
  'subscription ($after: String) { friendshipChanged(after: $after) { user { id } status cursor resyncRequired } }';
const CURSORS = '{ friendRequestsCursor friendshipsCursor }';
const SEND = `mutation ($input: SendFriendRequestInput!) { sendFriendRequest(input: $input) { request { id } errors { __typename } } }`;
const REJECT = 'mutation ($id: ID!) { rejectFriendRequest(input: { requestId: $id }) { errors { __typename } } }';
const onPerson = (verb: string) => `mutation ($id: ID!) { ${verb}(input: { userId: $id }) { errors { __typename } } }`;

describe('live friendships', () => {
  let world: DomainWorld;
  let ada: string;
  let bob: string;

  const person = (): string => newId('usr', new Date());
  // biome-ignore lint/suspicious/noExplicitAny: answers are plain JSON of many shapes; each test states the shape it expects.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const send = async (from: string, to: string): Promise<string> =>
    (await run(from, SEND, { input: { userId: to } })).sendFriendRequest.request.id;
  const follow = (viewerId: string, query: string, after?: string) =>
    world.subscribe(query, { after }, world.as(viewerId));
  // Streams begin at a cursor: over the wire nothing says when a subscription without one has begun to listen.
  const requestsCursor = async (who: string): Promise<string> => (await run(who, CURSORS)).friendRequestsCursor;
  const friendshipsCursor = async (who: string): Promise<string> => (await run(who, CURSORS)).friendshipsCursor;
  // biome-ignore lint/suspicious/noExplicitAny: as above.
  const take = async (stream: Awaited<ReturnType<typeof follow>>, count: number): Promise<any[]> => {
    const events = [];
    while (events.length < count) events.push(Object.values((await nextOf(stream)).data ?? {})[0]);
    return events;
  };

  beforeAll(async () => {
    world = await openDomainWorld(subgraph, {
      answers: { auth: (_, { ids }) => ({ users: [ids].flat().map((id) => ({ id })) }) },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    ada = person();
    bob = person();
  });

  test('both sides hear how a friendship goes, each in their own words', async () => {
    const [hers, his] = await Promise.all(
      [ada, bob].map(async (who) => follow(who, CHANGED, await friendshipsCursor(who))),
    );
    if (hers === undefined || his === undefined) throw new Error('two streams');

    await send(ada, bob);
    await send(bob, ada);
    await run(ada, onPerson('removeFriend'), { id: bob });
    await send(bob, ada);
    await run(ada, onPerson('blockUser'), { id: bob });
    await run(ada, onPerson('unblockUser'), { id: bob });

    const statuses = (events: { status: string }[]) => events.map(({ status }) => status);
    const herEvents = await take(hers, 6);
    expect(statuses(herEvents)).toEqual([
      'REQUESTED_BY_VIEWER',
      'FRIENDS',
      'NONE',
      'REQUESTED_BY_USER',
      'BLOCKED',
      'NONE',
    ]);
    expect(new Set(herEvents.map(({ user }) => user.id))).toEqual(new Set([bob]));
    expect(statuses(await take(his, 5))).toEqual([
      'REQUESTED_BY_USER',
      'FRIENDS',
      'NONE',
      'REQUESTED_BY_VIEWER',
      'NONE',
    ]);
    await Promise.all([hers.return?.(), his.return?.()]);
  });

  test('a new request is published to other domains once, and one that meets another is not', async () => {
    const requestId = await send(ada, bob);
    await send(ada, bob);
    await send(bob, ada);
    const facts = (await world.published()).filter(({ payload }) => JSON.stringify(payload).includes(ada));
    expect(facts.map(({ type }) => type)).toEqual(['friends.friend-request-sent', 'friends.friendship-started']);
    expect(facts[0]?.payload).toMatchObject({ requestId, senderId: ada, receiverId: bob });
  });

  test('friends are listed page by page to notifications, and to nobody else', async () => {
    const FRIEND_IDS =
      'query ($userId: ID!, $after: ID, $limit: Int!) { friendIds(userId: $userId, after: $after, limit: $limit) }';
    const cleo = person();
    for (const friend of [bob, cleo]) {
      await send(ada, friend);
      await send(friend, ada);
    }
    const ask = (more: object, caller = world.asService('notifications')) =>
      world.execute(FRIEND_IDS, { userId: ada, limit: 1, ...more }, caller);
    const [first, second] = [bob, cleo].sort();
    expect((await ask({})).data).toEqual({ friendIds: [first] });
    expect((await ask({ after: first })).data).toEqual({ friendIds: [second] });
    expect((await ask({ after: second })).data).toEqual({ friendIds: [] });
    expect((await ask({ limit: 0 })).errors).toMatchObject([{ extensions: { code: 'BAD_USER_INPUT' } }]);
    expect((await ask({}, world.as(ada))).errors).toMatchObject([{ extensions: { code: 'FORBIDDEN' } }]);
  });

  test('only the receiver is notified of a request', async () => {
    const [hers, his] = await Promise.all(
      [ada, bob].map(async (who) => follow(who, RECEIVED, await requestsCursor(who))),
    );
    if (hers === undefined || his === undefined) throw new Error('two streams');
    const toBob = await send(ada, bob);
    const toAda = await send(person(), ada);

    expect(await take(his, 1)).toMatchObject([{ request: { id: toBob, sender: { id: ada } }, resyncRequired: false }]);
    expect(await take(hers, 1)).toMatchObject([{ request: { id: toAda } }]);
    await Promise.all([hers.return?.(), his.return?.()]);
  });

  test('after a cursor come exactly the requests that came since, once and in order', async () => {
    const cursor = await requestsCursor(ada);
    const first = await follow(ada, RECEIVED, cursor);
    const ids = [await send(person(), ada)];
    const [event] = await take(first, 1);
    await first.return?.();
    for (let count = 0; count < 10; count += 1) ids.push(await send(person(), ada));

    const again = await follow(ada, RECEIVED, event.cursor);
    const missed = await take(again, 10);
    const last = await send(person(), ada);
    const [live] = await take(again, 1);
    expect([event, ...missed, live].map(({ request }) => request.id)).toEqual([...ids, last]);
    await again.return?.();
  });

  test('thirty concurrent requests are delivered once each, in the order of the log', async () => {
    const after = await requestsCursor(ada);
    const live = await follow(ada, RECEIVED, after);
    const ids = await Promise.all(Array.from({ length: 30 }, () => send(person(), ada)));

    const delivered = (await take(live, 30)).map(({ request }) => request.id);
    await live.return?.();
    const replay = await follow(ada, RECEIVED, after);
    const replayed = (await take(replay, 30)).map(({ request }) => request.id);
    await replay.return?.();
    const rows = await world.sql.$queryRaw<{ request_id: string }[]>`
      SELECT data ->> 'requestId' AS request_id FROM log_entry
      WHERE key = ${ada} AND log = 'friends.requests' ORDER BY sequence`;
    expect(delivered).toEqual(rows.map(({ request_id }) => request_id));
    expect(replayed).toEqual(delivered);
    expect(new Set(delivered)).toEqual(new Set(ids));
  });

  test('two people who change their relationship from both sides at once never deadlock', async () => {
    const others = Array.from({ length: 8 }, person);
    const both = others.flatMap((other) =>
      [send(ada, other), send(other, bob), send(bob, ada), send(other, ada)].map((sent) => sent.catch(() => null)),
    );
    await Promise.all(both);

    const rows = await world.sql.$queryRaw<{ holes: string }[]>`
      SELECT count(*) AS holes FROM log_head h
      WHERE h.sequence <> (SELECT count(*) FROM log_entry e WHERE e.log = h.log AND e.key = h.key)`;
    expect(Number(rows[0]?.holes)).toBe(0);
  });

  test('the sender of a rejected request sees nothing of a block that follows', async () => {
    const cursor = await friendshipsCursor(ada);
    const request = await send(ada, bob);
    await run(bob, REJECT, { id: request });
    await run(bob, onPerson('blockUser'), { id: ada });
    const cleo = person();
    await send(ada, cleo);

    const stream = await follow(ada, CHANGED, cursor);
    expect((await take(stream, 3)).map(({ user, status }) => [user.id, status])).toEqual([
      [bob, 'REQUESTED_BY_VIEWER'],
      [bob, 'REJECTED'],
      [cleo, 'REQUESTED_BY_VIEWER'],
    ]);
    await stream.return?.();
  });

  test('a request that a block deleted is replayed without the request', async () => {
    const cursor = await requestsCursor(ada);
    await send(bob, ada);
    await run(ada, onPerson('blockUser'), { id: bob });

    const stream = await follow(ada, RECEIVED, cursor);
    expect(await take(stream, 1)).toMatchObject([{ request: null, resyncRequired: false }]);
    await stream.return?.();
  });

  test('a cursor too old to replay asks for a fresh look, and the stream goes on', async () => {
    const cursor = await requestsCursor(ada);
    await send(bob, ada);
    await send(person(), ada);
    await world.sql.$executeRaw`DELETE FROM log_entry WHERE key = ${ada} AND log = 'friends.requests'`;

    const stream = await follow(ada, RECEIVED, cursor);
    expect(await take(stream, 1)).toMatchObject([{ request: null, resyncRequired: true }]);
    const next = await send(person(), ada);
    expect(await take(stream, 1)).toMatchObject([{ request: { id: next }, resyncRequired: false }]);
    await stream.return?.();
  });

  test('a cursor of another stream or person is refused, and so is a visitor', async () => {
    const { friendRequestsCursor, friendshipsCursor } = await run(bob, CURSORS);
    const refusal = async (query: string, viewer: string, after: string) =>
      follow(viewer, query, after).then(
        (stream) => nextOf(stream).then(({ errors }) => JSON.stringify(errors)),
        (error: Error) => error.message,
      );

    expect(await refusal(RECEIVED, bob, friendshipsCursor)).toContain('BAD_USER_INPUT');
    expect(await refusal(RECEIVED, ada, friendRequestsCursor)).toContain('BAD_USER_INPUT');
    const visitor = world.subscribe(CHANGED, {}, world.asService('gateway'));
    const answer = visitor.then(
      async (stream) => JSON.stringify(await nextOf(stream)),
      (error: Error) => error.message,
    );
    expect(await answer).toContain('UNAUTHENTICATED');
  });

  test('a cursor is read before the lists of its operation, so that nothing falls between', async () => {
    await run(ada, CURSORS);
    world.statements();
    await run(
      ada,
      '{ friends { edges { node { id } } } friendRequests(direction: INCOMING) { edges { node { id } } } friendshipsCursor friendRequestsCursor }',
    );

    const tables = world.statements().map((statement) => /log_head|friendship|friend_request/.exec(statement)?.[0]);
    expect(tables.slice(0, 2)).toEqual(['log_head', 'log_head']);
    expect(tables.slice(2).sort()).toEqual(['friend_request', 'friendship']);
  });
});
