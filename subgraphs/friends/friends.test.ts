import { afterAll, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { type DomainWorld, openDomainWorld } from '../../tests/domain-world.ts';
import { userRegistered } from '../auth/events.ts';
import { friendRequestSent } from './events.ts';
import subgraph from './index.ts';
import { REJECTION_COOLDOWN_SECONDS } from './operations/send-friend-request.ts';

const SEND = `mutation ($input: SendFriendRequestInput!) { sent: sendFriendRequest(input: $input) {
  request { id status sender { id } receiver { id } createdAt updatedAt } errors { __typename ... on UserError { message path } ... on TooManyAttempts { retryAfter } } } }`;
const settle = (
  verb: string,
) => `mutation ($requestId: ID!) { settled: ${verb}FriendRequest(input: { requestId: $requestId }) {
  request { id status } errors { __typename ... on UserError { path } } } }`;
const onPerson = (verb: string) => `mutation ($userId: ID!) { done: ${verb}(input: { userId: $userId }) {
  user { id friendshipStatus } errors { __typename ... on UserError { path } } } }`;
const STATUS = `query ($id: ID!) { _entities(representations: [{ __typename: "User", id: $id }]) {
  ... on User { friendshipStatus friends { edges { node { id } } } mutualFriends { totalCount edges { node { id } } } } } }`;

describe('friends', () => {
  let world: DomainWorld;
  let time: Date;
  let nicknames: Map<string, string>;
  let registered: Set<string>;
  let ada: string;
  let bob: string;
  let cleo: string;

  const person = (): string => {
    const id = newId('usr', time);
    registered.add(id);
    return id;
  };
  // Answers are plain JSON of many shapes; each test states the shape it expects.
  // biome-ignore lint/suspicious/noExplicitAny: see above.
  const run = async (viewerId: string, query: string, variables: Record<string, unknown> = {}): Promise<any> => {
    const { data, errors } = await world.execute(query, variables, world.as(viewerId));
    if (errors !== undefined) throw new Error(JSON.stringify(errors));
    return data;
  };
  const send = async (from: string, to: string) => (await run(from, SEND, { input: { userId: to } })).sent;
  const act = async (viewer: string, verb: string, id: string) =>
    (await run(viewer, settle(verb), { requestId: id })).settled;
  const on = async (viewer: string, verb: string, id: string) =>
    (await run(viewer, onPerson(verb), { userId: id })).done;
  const seen = async (viewer: string, id: string) => (await run(viewer, STATUS, { id }))._entities[0];
  const status = async (viewer: string, id: string) => (await seen(viewer, id)).friendshipStatus;
  const befriend = async (one: string, other: string) => {
    await send(one, other);
    await send(other, one);
  };
  const published = async (...ids: string[]) =>
    (await world.published())
      .filter(({ payload }) => ids.every((id) => JSON.stringify(payload).includes(id)))
      .map(({ type }) => type);
  const publishedExceptRequests = async (...ids: string[]) =>
    (await published(...ids)).filter((type) => type !== friendRequestSent.name);

  beforeAll(async () => {
    time = new Date('2026-11-20T12:00:00.000Z');
    nicknames = new Map();
    registered = new Set();
    world = await openDomainWorld(subgraph, {
      now: () => new Date(time),
      answers: {
        auth: (_, { ids }) => ({ users: [ids].flat().map((id) => (registered.has(String(id)) ? { id } : null)) }),
        profile: (_, { nickname }) => {
          const id = nicknames.get(String(nickname));
          return { profileByNickname: id === undefined ? null : { user: { id } } };
        },
      },
    });
  });
  afterAll(() => world.close());
  beforeEach(() => {
    time = new Date('2026-11-20T12:00:00.000Z');
    ada = person();
    bob = person();
    cleo = person();
  });

  test('a request is sent, seen by both in their lists, and accepted', async () => {
    const sent = await send(ada, bob);
    expect(sent).toMatchObject({
      request: { status: 'REQUESTED', sender: { id: ada }, receiver: { id: bob } },
      errors: [],
    });
    expect(sent.request).toMatchObject({ createdAt: time.toISOString(), updatedAt: time.toISOString() });

    const list =
      'query ($direction: FriendRequestDirection!) { friendRequests(direction: $direction) { totalCount edges { node { id } } } }';
    const one = { friendRequests: { totalCount: 1, edges: [{ node: { id: sent.request.id } }] } };
    const none = { friendRequests: { totalCount: 0, edges: [] } };
    expect(await run(bob, list, { direction: 'INCOMING' })).toEqual(one);
    expect(await run(ada, list, { direction: 'OUTGOING' })).toEqual(one);
    expect(await run(ada, list, { direction: 'INCOMING' })).toEqual(none);

    time = new Date('2026-11-20T12:00:05.000Z');
    expect(await act(bob, 'accept', sent.request.id)).toEqual({
      request: { id: sent.request.id, status: 'ACCEPTED' },
      errors: [],
    });
    expect(await run(bob, list, { direction: 'INCOMING' })).toEqual(none);
    expect(await run(ada, '{ friends { totalCount edges { node { id } } } }')).toEqual({
      friends: { totalCount: 1, edges: [{ node: { id: bob } }] },
    });
    expect(await publishedExceptRequests(ada, bob)).toEqual(['friends.friendship-started']);
  });

  test('a request is accepted, and a friend removed, by nickname', async () => {
    const by = (
      verb: string,
      type: string,
    ) => `mutation ($nickname: String!) { ${verb}(input: { nickname: $nickname }) {
      ${type} { id } errors { __typename ... on UserError { path } } } }`;
    nicknames.set('ada', ada);
    const { request } = await send(ada, bob);

    const accepted = await run(bob, by('acceptFriendRequest', 'request'), { nickname: 'ada' });
    expect(accepted.acceptFriendRequest).toEqual({ request: { id: request.id }, errors: [] });
    expect(await status(ada, bob)).toBe('FRIENDS');
    const removed = await run(bob, by('removeFriend', 'user'), { nickname: 'ada' });
    expect(removed.removeFriend).toEqual({ user: { id: ada }, errors: [] });
    expect(await status(ada, bob)).toBe('NONE');
  });

  test('a person is found by nickname, and an unknown nickname is no person', async () => {
    nicknames.set('bob', bob);

    expect((await run(ada, SEND, { input: { nickname: 'bob' } })).sent.request.receiver.id).toBe(bob);
    expect((await run(ada, SEND, { input: { nickname: 'nobody' } })).sent).toMatchObject({
      request: null,
      errors: [{ __typename: 'NotFound', path: ['input', 'nickname'] }],
    });
  });

  test('somebody known by event is not asked for at auth', async () => {
    const dan = newId('usr', time);
    await world.publish(userRegistered, { userId: dan, nickname: 'dan', registeredAt: time.toISOString() });

    expect((await send(ada, dan)).errors).toEqual([]);
  });

  test.each([
    ['neither name', {}, 'InvalidInput', ['input']],
    ['both names', { userId: 'usr_x', nickname: 'x' }, 'InvalidInput', ['input']],
    ['a blank id', { userId: '  ' }, 'InvalidInput', ['input', 'userId']],
    ['an overlong nickname', { nickname: 'x'.repeat(101) }, 'InvalidInput', ['input', 'nickname']],
    ['nobody', { userId: 'usr_nobody' }, 'NotFound', ['input', 'userId']],
  ])('asking %s is refused', async (_, input, __typename, path) => {
    expect((await run(ada, SEND, { input })).sent).toMatchObject({ request: null, errors: [{ __typename, path }] });
  });

  test('asking oneself is refused, by either name', async () => {
    nicknames.set('ada', ada);
    const refused = { request: null, errors: [{ __typename: 'InvalidInput' }] };

    expect((await run(ada, SEND, { input: { nickname: 'ada' } })).sent).toMatchObject(refused);
    expect(await send(ada, ada)).toMatchObject(refused);
  });

  test('asking again gives the same request, asking a friend is refused', async () => {
    const first = await send(ada, bob);
    expect((await send(ada, bob)).request.id).toBe(first.request.id);

    await act(bob, 'accept', first.request.id);
    expect(await send(ada, bob)).toMatchObject({ request: null, errors: [{ __typename: 'AlreadyFriends' }] });
  });

  test('crossing requests become one friendship', async () => {
    const first = await send(ada, bob);
    const second = await send(bob, ada);

    expect(second.request).toMatchObject({ id: first.request.id, status: 'ACCEPTED' });
    expect([await status(ada, bob), await status(bob, ada)]).toEqual(['FRIENDS', 'FRIENDS']);
  });

  test('25 people on each side who ask at once make one request, one friendship, one event', async () => {
    const asks = Array.from({ length: 50 }, (_, at) => (at % 2 === 0 ? send(ada, bob) : send(bob, ada)));
    const answers = await Promise.all(asks);

    const ids = new Set(answers.flatMap(({ request }) => (request === null ? [] : [request.id])));
    const refusals = new Set(
      answers.flatMap(({ errors }) => errors.map((error: { __typename: string }) => error.__typename)),
    );
    expect(ids.size).toBe(1);
    expect([...refusals].filter((name) => name !== 'AlreadyFriends')).toEqual([]);
    expect(await run(ada, '{ friends { totalCount } }')).toEqual({ friends: { totalCount: 1 } });
    expect(await publishedExceptRequests(ada, bob)).toEqual(['friends.friendship-started']);
    const rows = await world.sql.$queryRaw<{ sequence: number }[]>`
      SELECT sequence::int FROM log_entry WHERE key = ${ada} AND log = 'friends.friendships' ORDER BY sequence`;
    expect(rows.map(({ sequence }) => sequence)).toEqual([1, 2]);
  });

  test('the sender of a rejected request waits seven days, and the receiver does not', async () => {
    const { request } = await send(ada, bob);
    expect((await act(bob, 'reject', request.id)).request.status).toBe('REJECTED');
    expect([await status(ada, bob), await status(bob, ada)]).toEqual(['REJECTED', 'REJECTED']);

    time = new Date(time.getTime() + 1_000);
    expect(await send(ada, bob)).toMatchObject({
      errors: [{ __typename: 'TooManyAttempts', retryAfter: REJECTION_COOLDOWN_SECONDS - 1 }],
    });
    time = new Date(time.getTime() + REJECTION_COOLDOWN_SECONDS * 1_000);
    const again = await send(ada, bob);
    expect(again).toMatchObject({ request: { status: 'REQUESTED' }, errors: [] });

    await act(bob, 'reject', again.request.id);
    expect(await send(bob, ada)).toMatchObject({ request: { status: 'REQUESTED', sender: { id: bob } }, errors: [] });
  });

  test('only the right side settles a request, and only while it is open', async () => {
    const { request } = await send(ada, bob);
    const refusals = async (viewer: string, verb: string) =>
      (await act(viewer, verb, request.id)).errors.map((error: { __typename: string }) => error.__typename);

    expect(await refusals(ada, 'accept')).toEqual(['NotPermitted']);
    expect(await refusals(ada, 'reject')).toEqual(['NotPermitted']);
    expect(await refusals(bob, 'cancel')).toEqual(['NotPermitted']);
    expect(await refusals(cleo, 'accept')).toEqual(['NotFound']);
    expect((await act(ada, 'cancel', request.id)).request.status).toBe('CANCELLED');
    expect(await refusals(ada, 'cancel')).toEqual([]);
    expect(await refusals(bob, 'accept')).toEqual(['RequestSettled']);
    expect((await act(bob, 'reject', 'frq_nothing')).errors[0].__typename).toBe('NotFound');
    expect([await status(ada, bob), await status(bob, ada)]).toEqual(['NONE', 'NONE']);
  });

  test('a friendship ends by removal, and a stranger cannot be removed', async () => {
    await befriend(ada, bob);

    expect(await on(ada, 'removeFriend', bob)).toEqual({ user: { id: bob, friendshipStatus: 'NONE' }, errors: [] });
    expect(await status(bob, ada)).toBe('NONE');
    expect((await on(ada, 'removeFriend', bob)).errors).toEqual([
      { __typename: 'NotFriends', path: ['input', 'userId'] },
    ]);
    expect((await on(ada, 'removeFriend', ada)).errors[0].__typename).toBe('NotFriends');
    expect(await publishedExceptRequests(ada, bob)).toEqual(['friends.friendship-started', 'friends.friendship-ended']);
  });

  test('a block ends friendship and looks to the other like an unknown person', async () => {
    await befriend(ada, bob);

    expect(await on(ada, 'blockUser', bob)).toEqual({ user: { id: bob, friendshipStatus: 'BLOCKED' }, errors: [] });
    await on(ada, 'blockUser', bob);
    expect(await status(bob, ada)).toBe('NONE');
    const unknown = await send(bob, newId('usr', time));
    expect(await send(bob, ada)).toEqual(unknown);
    expect(await send(ada, bob)).toEqual(unknown);
    expect(await run(ada, '{ blockedUsers { totalCount edges { node { id } } } }')).toEqual({
      blockedUsers: { totalCount: 1, edges: [{ node: { id: bob } }] },
    });
    expect(await on(ada, 'unblockUser', bob)).toEqual({ user: { id: bob, friendshipStatus: 'NONE' }, errors: [] });
    await on(ada, 'unblockUser', bob);
    expect((await send(bob, ada)).errors).toEqual([]);
    const facts = ['friendship-started', 'friendship-ended', 'user-blocked', 'user-unblocked'];
    expect(await publishedExceptRequests(ada, bob)).toEqual(facts.map((fact) => `friends.${fact}`));
  });

  test('each mutation of one operation answers with what stands after it', async () => {
    const twice = `mutation ($id: ID!) {
      first: blockUser(input: { userId: $id }) { user { friendshipStatus } }
      second: unblockUser(input: { userId: $id }) { user { friendshipStatus } } }`;

    expect(await run(ada, twice, { id: bob })).toEqual({
      first: { user: { friendshipStatus: 'BLOCKED' } },
      second: { user: { friendshipStatus: 'NONE' } },
    });
  });

  test('a block takes an open request away, and hides settled ones', async () => {
    const { request } = await send(bob, ada);
    await on(ada, 'blockUser', bob);

    expect((await act(bob, 'cancel', request.id)).errors[0].__typename).toBe('NotFound');
    expect(await status(bob, ada)).toBe('NONE');
  });

  test('a block does not shorten the wait after a rejection, nor show through it', async () => {
    const { request } = await send(ada, bob);
    await act(bob, 'reject', request.id);
    await on(bob, 'blockUser', ada);

    expect(await status(ada, bob)).toBe('REJECTED');
    await on(bob, 'unblockUser', ada);
    expect((await send(ada, bob)).errors[0].__typename).toBe('TooManyAttempts');
  });

  test.each(['blockUser', 'unblockUser'])('%s of oneself is refused', async (verb) => {
    expect((await on(ada, verb, ada)).errors).toEqual([{ __typename: 'InvalidInput', path: ['input', 'userId'] }]);
  });

  test('nobody is nobody to block, and no block is no trouble to lift', async () => {
    expect((await on(ada, 'blockUser', 'usr_nobody')).errors[0].__typename).toBe('NotFound');
    expect((await on(ada, 'unblockUser', 'usr_nobody')).errors).toEqual([]);
    expect(await world.sql.$queryRaw`SELECT 1 FROM pair WHERE 'usr_nobody' IN (user_low, user_high)`).toEqual([]);
  });

  test('a list of friends is seen by its owner and their friends only, without who blocked the viewer', async () => {
    const dan = person();
    await befriend(ada, bob);
    time = new Date(time.getTime() + 1);
    await befriend(bob, cleo);
    await befriend(bob, dan);
    await on(dan, 'blockUser', ada);

    expect((await seen(ada, bob)).friends.edges.map((edge: { node: { id: string } }) => edge.node.id)).toEqual([
      cleo,
      ada,
    ]);
    expect((await seen(bob, bob)).friends.edges).toHaveLength(3);
    expect((await seen(person(), bob)).friends).toBeNull();
    expect((await seen(cleo, ada)).friends).toBeNull();
  });

  test('mutual friends are those of both; a block empties them', async () => {
    await befriend(ada, bob);
    await befriend(bob, cleo);

    expect((await seen(ada, cleo)).mutualFriends).toEqual({ totalCount: 1, edges: [{ node: { id: bob } }] });
    expect((await seen(ada, ada)).mutualFriends).toBeNull();
    await on(cleo, 'blockUser', ada);
    expect((await seen(ada, cleo)).mutualFriends).toEqual({ totalCount: 0, edges: [] });
  });

  test('a visitor sees nothing of a person, and is refused as unauthenticated at the root', async () => {
    const { data, errors } = await world.execute(STATUS, { id: ada });
    expect(errors).toBeUndefined();
    expect(data).toEqual({ _entities: [{ friendshipStatus: null, friends: null, mutualFriends: null }] });

    const refused = await world.execute('{ friends { totalCount } }');
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'UNAUTHENTICATED' });
  });

  test('a stranger gets null for a request, and its two people get it', async () => {
    const { request } = await send(ada, bob);
    const query = `query ($id: ID!) { _entities(representations: [{ __typename: "FriendRequest", id: $id }]) { ... on FriendRequest { id } } }`;

    expect(await run(ada, query, { id: request.id })).toEqual({ _entities: [{ id: request.id }] });
    expect(await run(cleo, query, { id: request.id })).toEqual({ _entities: [null] });
    await on(bob, 'blockUser', ada);
    expect(await run(ada, query, { id: request.id })).toEqual({ _entities: [null] });
  });

  test('pages of friends join without gap or repetition, in both directions', async () => {
    const others = Array.from({ length: 5 }, person);
    for (const other of others) {
      time = new Date(time.getTime() + 1_000);
      await befriend(ada, other);
    }
    const latestFirst = others.toReversed();
    const page = `query ($first: Int, $after: String, $last: Int, $before: String) {
      friends(first: $first, after: $after, last: $last, before: $before) {
        edges { node { id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const ids = ({ friends }: { friends: { edges: { node: { id: string } }[] } }) =>
      friends.edges.map(({ node }) => node.id);

    const first = await run(ada, page, { first: 2 });
    const second = await run(ada, page, { first: 3, after: first.friends.pageInfo.endCursor });
    const back = await run(ada, page, { last: 1, before: second.friends.pageInfo.startCursor });
    expect([...ids(first), ...ids(second)]).toEqual(latestFirst);
    expect(second.friends.pageInfo.hasNextPage).toBe(false);
    expect(ids(back)).toEqual(latestFirst.slice(1, 2));

    const foreign = Buffer.from(JSON.stringify(['friends', "x'\u0000"])).toString('base64url');
    for (const after of [foreign, 'nonsense']) {
      const refused = await world.execute(page, { after }, world.as(ada));
      expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
    }
  });

  test('friends of many people, and how the viewer stands with them, take one statement each', async () => {
    const others = Array.from({ length: 12 }, person);
    for (const other of others) await befriend(ada, other);
    const query = `query ($reps: [_Any!]!) { _entities(representations: $reps) { ... on User { friendshipStatus friends(first: 20) { edges { node { id friendshipStatus } } } } } }`;
    const reps = [ada, ...others].map((id) => ({ __typename: 'User', id }));
    world.statements();

    const { _entities: people } = await run(ada, query, { reps });

    expect(people[0].friends.edges).toHaveLength(12);
    expect(people[3]).toMatchObject({
      friendshipStatus: 'FRIENDS',
      friends: { edges: [{ node: { id: ada, friendshipStatus: null } }] },
    });
    expect(world.statements()).toHaveLength(2);
  });

  test('relationships are returned to other domains in order, and to nobody else', async () => {
    await befriend(ada, bob);
    await on(cleo, 'blockUser', ada);
    const query =
      'query ($userId: ID!, $otherIds: [ID!]!) { relationships(userId: $userId, otherIds: $otherIds) { user { id } areFriends blocked } }';
    const variables = { userId: ada, otherIds: [cleo, 'usr_nobody', bob] };

    const { data } = await world.execute(query, variables, world.asService('chat'));
    expect(data?.['relationships']).toEqual([
      { user: { id: cleo }, areFriends: false, blocked: true },
      { user: { id: 'usr_nobody' }, areFriends: false, blocked: false },
      { user: { id: bob }, areFriends: true, blocked: false },
    ]);
    const refused = await world.execute(query, variables, world.as(ada));
    expect(refused.errors?.[0]?.extensions).toMatchObject({ code: 'FORBIDDEN' });
    const many = { userId: ada, otherIds: Array.from({ length: 1_001 }, () => bob) };
    const tooMany = await world.execute(query, many, world.asService('chat'));
    expect(tooMany.errors?.[0]?.extensions).toMatchObject({ code: 'BAD_USER_INPUT' });
  });
});
