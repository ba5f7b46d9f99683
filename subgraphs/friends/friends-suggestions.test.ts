import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import subgraph from './index.ts';
import {
  MAX_REQUESTS_PER_WINDOW,
  REJECTION_COOLDOWN_SECONDS,
  REQUEST_WINDOW_SECONDS,
} from './operations/send-friend-request.ts';

const SEND = `mutation ($userId: ID!) { done: sendFriendRequest(input: { userId: $userId }) {
  request { id status } errors { __typename ... on TooManyAttempts { retryAfter } } } }`;
const settle = (verb: string) =>
  `mutation ($id: ID!) { done: ${verb}FriendRequest(input: { requestId: $id }) { errors { __typename } } }`;
const on = (verb: string) =>
  `mutation ($userId: ID!) { done: ${verb}(input: { userId: $userId }) { errors { __typename } } }`;
const SUGGESTIONS = `query ($first: Int, $after: String) { friendSuggestions(first: $first, after: $after) {
  edges { cursor mutualFriendCount node { id } } pageInfo { hasNextPage endCursor } } }`;
const MUTUAL = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on User { mutualFriends { totalCount edges { node { id } } } } } }`;
const COUNTS = `{ friends { totalCount edges { node { id } } }
  incoming: friendRequests(direction: INCOMING) { totalCount } outgoing: friendRequests(direction: OUTGOING) { totalCount } }`;

/** Fifty requests wait for the few connections of the pool: on a busy machine some fail as retryable, with nothing changed. */
const TRIES = 5;

describe('people one may know, and how many there are', () => {
  let world: DomainWorld;
  let time: Date;
  const person = () => newId('usr', time);

  beforeAll(async () => {
    world = await openDomainWorld(subgraph, {
      now: () => new Date(time),
      answers: { auth: (_, { ids }) => ({ users: [ids].flat().map((id) => ({ id })) }) },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    time = new Date('2026-11-20T12:00:00.000Z');
  });

  // Answers are plain JSON of many shapes; each test states the shape it expects.
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> => {
    for (let left = TRIES; ; left -= 1) {
      const { data, errors } = await world.execute(query, variables, world.as(viewerId));
      if (errors === undefined) return data;
      if (left === 1 || errors[0]?.extensions['retryable'] !== true) throw new Error(JSON.stringify(errors));
    }
  };
  const send = async (from: string, userId: string) => (await run(from, SEND, { userId })).done;
  const befriend = async (one: string, other: string) => {
    await send(one, other);
    await send(other, one);
  };
  const cancel = (from: string, id: string) => run(from, settle('cancel'), { id });
  const suggested = async (viewer: string, page: Record<string, unknown> = {}) =>
    (await run(viewer, SUGGESTIONS, page)).friendSuggestions;
  const idsOf = ({ edges }: { edges: { node: { id: string } }[] }) => edges.map(({ node }) => node.id);

  /** A viewer with two friends, who are both friends of `both` and have one more friend each. */
  async function createFriendGraph() {
    const [viewer, bob, cleo, both, one, two] = [person(), person(), person(), person(), person(), person()];
    await Promise.all([befriend(viewer, bob), befriend(viewer, cleo), befriend(bob, both), befriend(cleo, both)]);
    await Promise.all([befriend(bob, one), befriend(cleo, two)]);
    return { viewer, bob, both, few: [one, two].toSorted() };
  }

  test('friends of friends are suggested, with the most mutual friends first, in one statement and in pages', async () => {
    const { viewer, both, few } = await createFriendGraph();
    world.statements();

    const all = await suggested(viewer);
    expect(world.statements()).toHaveLength(1);
    expect(idsOf(all)).toEqual([both, ...few]);
    expect(all.edges.map((edge: { mutualFriendCount: number }) => edge.mutualFriendCount)).toEqual([2, 1, 1]);

    const first = await suggested(viewer, { first: 2 });
    expect(first.pageInfo.hasNextPage).toBe(true);
    const rest = await suggested(viewer, { first: 2, after: first.pageInfo.endCursor });
    expect([...idsOf(first), ...idsOf(rest)]).toEqual(idsOf(all));
    expect(rest.pageInfo.hasNextPage).toBe(false);
    expect(idsOf(await suggested(person()))).toEqual([]);
  });

  test.each([
    ['whom the viewer asked', (viewer: string, other: string) => send(viewer, other)],
    ['who asked the viewer', (viewer: string, other: string) => send(other, viewer)],
    ['a friend', (viewer: string, other: string) => befriend(viewer, other)],
    ['whom the viewer blocked', (viewer: string, other: string) => run(viewer, on('blockUser'), { userId: other })],
    ['who blocked the viewer', (viewer: string, other: string) => run(other, on('blockUser'), { userId: viewer })],
  ])('%s is not suggested', async (_, become) => {
    const { viewer, both, few } = await createFriendGraph();
    await become(viewer, both);

    expect(idsOf(await suggested(viewer)).filter((id) => id === both || few.includes(id))).not.toContain(both);
  });

  test.each(['viewer', 'other'])('after a rejection by the %s neither is suggested for seven days', async (by) => {
    const { viewer, both } = await createFriendGraph();
    const [sender, receiver] = by === 'viewer' ? [both, viewer] : [viewer, both];
    const { request } = await send(sender, receiver);
    await run(receiver, settle('reject'), { id: request.id });

    expect(idsOf(await suggested(viewer))).not.toContain(both);
    expect(idsOf(await suggested(both))).not.toContain(viewer);
    time = new Date(time.getTime() + REJECTION_COOLDOWN_SECONDS * 1_000);
    expect(idsOf(await suggested(viewer))).toContain(both);
    expect(idsOf(await suggested(both))).toContain(viewer);
  });

  test('a visitor is refused as unauthenticated, and a foreign cursor and a bad size are bad input', async () => {
    const refused = await world.execute(SUGGESTIONS);
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
    const forged = (...key: unknown[]) =>
      Buffer.from(JSON.stringify(['friendSuggestions', ...key])).toString('base64url');
    const id = newId('usr', time);
    for (const page of [
      { after: 'nonsense' },
      { after: forged(1, 'usr_\u0000') },
      { after: forged(1.5, id) },
      { after: forged(1e300, id) },
      { first: 101 },
    ]) {
      const { errors } = await world.execute(SUGGESTIONS, page, world.as(person()));
      expect(errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  test('mutual friends of many people, and their numbers, are one statement each', async () => {
    const { viewer, bob, both } = await createFriendGraph();
    const ids = [both, bob, ...Array.from({ length: 20 }, person)];
    world.statements();

    const { _entities: seen } = await run(viewer, MUTUAL, { reps: ids.map((id) => ({ __typename: 'User', id })) });
    expect(world.statements()).toHaveLength(2);
    expect(seen[0].mutualFriends.totalCount).toBe(2);
    expect(idsOf(seen[0].mutualFriends)).toContain(bob);
    expect(
      seen.slice(2).every((one: { mutualFriends: { totalCount: number } }) => one.mutualFriends.totalCount === 0),
    ).toBe(true);
  });

  test('fifty requests at once, then fifty answers and removals at once, are counted right', async () => {
    const [ada, others] = [person(), Array.from({ length: 50 }, person)];
    const sent = await Promise.all(others.map((other) => send(other, ada)));
    expect(await run(ada, COUNTS)).toMatchObject({ friends: { totalCount: 0 }, incoming: { totalCount: 50 } });

    // By crossing request and by acceptance.
    await Promise.all(
      others.map((other, at) =>
        at % 2 === 0 ? send(ada, other) : run(ada, settle('accept'), { id: sent[at].request.id }),
      ),
    );
    expect(await run(ada, COUNTS)).toMatchObject({ friends: { totalCount: 50 }, incoming: { totalCount: 0 } });

    const more = Array.from({ length: 20 }, person);
    await Promise.all([
      ...others.slice(0, 20).map((userId) => run(ada, on('removeFriend'), { userId })),
      ...others.slice(20, 30).map((other) => run(other, on('removeFriend'), { userId: ada })),
      ...others.slice(30, 40).map((userId) => run(ada, on('blockUser'), { userId })),
      ...more.map((userId) => send(ada, userId)),
    ]);
    const counted = await run(ada, COUNTS);
    expect(counted).toMatchObject({
      friends: { totalCount: 10 },
      incoming: { totalCount: 0 },
      outgoing: { totalCount: 20 },
    });
    expect(idsOf(counted.friends).toSorted()).toEqual(others.slice(40).toSorted());
    const theirs = await Promise.all(others.map((other) => run(other, COUNTS)));
    expect(theirs.filter(({ friends }) => friends.totalCount === 1)).toHaveLength(10);
  });

  test('taking back and asking again ends after five times a day, and so does blocking in between', async () => {
    const [ada, bob] = [person(), person()];
    const ask = () => send(ada, bob);
    const shrink = [
      (id: string) => cancel(ada, id),
      async () => {
        await run(ada, on('blockUser'), { userId: bob });
        await run(ada, on('unblockUser'), { userId: bob });
      },
    ];
    for (const nth of Array.from({ length: MAX_REQUESTS_PER_WINDOW }).keys()) {
      const { request } = await ask();
      await shrink[nth % 2]?.(request.id);
    }

    const retryAfter = REQUEST_WINDOW_SECONDS;
    expect(await ask()).toEqual({ request: null, errors: [{ __typename: 'TooManyAttempts', retryAfter }] });
    expect((await send(ada, person())).errors).toEqual([]);
    const back = await send(bob, ada);
    expect(back.errors).toEqual([]);
    expect((await ask()).request).toEqual({ id: back.request.id, status: 'ACCEPTED' });

    await run(ada, on('removeFriend'), { userId: bob });
    time = new Date(time.getTime() + REQUEST_WINDOW_SECONDS * 1_000);
    expect((await ask()).errors).toEqual([]);
  });
});
