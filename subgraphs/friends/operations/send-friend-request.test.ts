import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequest } from '../repository/requests.ts';
import type { ChangeStore } from './change-relationship.ts';
import {
  MAX_REQUESTS_PER_WINDOW,
  REJECTION_COOLDOWN_SECONDS,
  REQUEST_WINDOW_SECONDS,
  sendFriendRequest,
} from './send-friend-request.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const tie = { id: 'tie_1', since: at };

const requestOf = (senderId: string, status: FriendRequest['status'], secondsAgo = 0): FriendRequest => {
  const updatedAt = new Date(at.getTime() - secondsAgo * 1_000);
  const receiverId = senderId === 'usr_ada' ? 'usr_bob' : 'usr_ada';
  return { id: 'frq_1', senderId, receiverId, status, createdAt: updatedAt, updatedAt };
};

function worldOf(
  state: Partial<Relationship> = {},
  { knows = true, answer = {} }: { knows?: boolean; answer?: Awaited<ReturnType<CallDomain>> } = {},
) {
  const before: Relationship = {
    ...{
      viewerId: 'usr_ada',
      otherId: 'usr_bob',
      friendship: null,
      blockByViewer: null,
      blockByOther: null,
      request: null,
    },
    ...state,
  };
  const store = {
    lockRelationship: jest.fn(async () => before),
    saveRelationship: jest.fn(async (_before: Relationship, _after: Relationship) => undefined),
    requestsReceived: jest.fn<ChangeStore['requestsReceived']>(async () => []),
    recordChanges: jest.fn(async () => undefined),
    announce: jest.fn(async () => undefined),
  };
  return {
    store,
    caller: { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null },
    now: () => at,
    clearLoaders: () => undefined,
    ask: jest.fn<CallDomain>(async () => answer),
    streams: { announce: jest.fn(async () => undefined) },
    repository: {
      knowsPerson: jest.fn(async () => knows),
      addPeople: jest.fn(async (_userIds: readonly string[], _now: Date) => undefined),
      transaction: <T>(work: (inside: typeof store) => Promise<T>) => work(store),
    },
  };
}

const toBob = { userId: 'usr_bob' };

test.each([
  ['no name', {}, {}, 'InvalidInput'],
  ['two names', { userId: 'usr_bob', nickname: 'bob' }, {}, 'InvalidInput'],
  ['a NUL', { userId: 'usr_\u0000' }, {}, 'InvalidInput'],
  ['oneself', { userId: 'usr_ada' }, {}, 'InvalidInput'],
  ['whom the viewer blocked', toBob, { blockByViewer: tie }, 'NotFound'],
  ['who blocked the viewer', toBob, { blockByOther: tie }, 'NotFound'],
  ['a friend', toBob, { friendship: tie, request: requestOf('usr_ada', 'ACCEPTED') }, 'AlreadyFriends'],
  ['who turned the viewer down', toBob, { request: requestOf('usr_ada', 'REJECTED', 60) }, 'TooManyAttempts'],
  ['a blocked person who is a friend', toBob, { friendship: tie, blockByOther: tie }, 'NotFound'],
])('a request to %s is refused, and nothing is stored or published', async (_, input, state, __typename) => {
  const world = worldOf(state);

  const sent = await sendFriendRequest(world, input);

  expect(sent).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.store.saveRelationship).not.toHaveBeenCalled();
  expect(world.store.announce).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test.each([
  ['at once', 0, REJECTION_COOLDOWN_SECONDS],
  ['a second too early', REJECTION_COOLDOWN_SECONDS - 1, 1],
  ['half a second too early', REJECTION_COOLDOWN_SECONDS - 0.5, 1],
])('after a rejection, %s: the refusal has the seconds to wait', async (_, secondsAgo, retryAfter) => {
  const world = worldOf({ request: requestOf('usr_ada', 'REJECTED', secondsAgo) });

  expect(await sendFriendRequest(world, toBob)).toMatchObject({
    refusal: { __typename: 'TooManyAttempts', retryAfter },
  });
});

test.each([
  ['nothing', null],
  ['a request taken back', requestOf('usr_ada', 'CANCELLED')],
  ['a friendship that ended', requestOf('usr_ada', 'ACCEPTED')],
  ['a rejection seven days ago', requestOf('usr_ada', 'REJECTED', REJECTION_COOLDOWN_SECONDS)],
  ['a rejection by the viewer just now', requestOf('usr_bob', 'REJECTED')],
])('after %s a new request is sent', async (_, request) => {
  const world = worldOf({ request });

  const sent = await sendFriendRequest(world, toBob);

  expect(sent).toMatchObject({
    ok: true,
    value: { senderId: 'usr_ada', receiverId: 'usr_bob', status: 'REQUESTED', createdAt: at },
  });
  expect(sent).not.toMatchObject({ value: { id: 'frq_1' } });
  expect(world.store.saveRelationship).toHaveBeenCalledTimes(1);
});

test('who asked too often of late waits until the first of these is a day old', async () => {
  const world = worldOf({ request: requestOf('usr_ada', 'CANCELLED') });
  const hours = Array.from(
    { length: MAX_REQUESTS_PER_WINDOW },
    (_, hour) => new Date(at.getTime() - (hour + 1) * 3_600_000),
  );
  world.store.requestsReceived.mockResolvedValue(hours);

  expect(await sendFriendRequest(world, toBob)).toMatchObject({
    refusal: { __typename: 'TooManyAttempts', retryAfter: REQUEST_WINDOW_SECONDS - MAX_REQUESTS_PER_WINDOW * 3_600 },
  });
  expect(world.store.requestsReceived).toHaveBeenCalledWith(
    'usr_bob',
    'usr_ada',
    new Date(at.getTime() - REQUEST_WINDOW_SECONDS * 1_000),
    MAX_REQUESTS_PER_WINDOW,
  );
  expect(world.store.saveRelationship).not.toHaveBeenCalled();

  world.store.requestsReceived.mockResolvedValue(hours.slice(1));
  expect(await sendFriendRequest(world, toBob)).toMatchObject({ ok: true });
});

test('asking again gives the open request and stores nothing', async () => {
  const world = worldOf({ request: requestOf('usr_ada', 'REQUESTED', 60) });

  expect(await sendFriendRequest(world, toBob)).toMatchObject({
    ok: true,
    value: { id: 'frq_1', status: 'REQUESTED' },
  });
  expect(world.store.saveRelationship).not.toHaveBeenCalled();
});

test('asking who has asked makes the two friends', async () => {
  const world = worldOf({ request: requestOf('usr_bob', 'REQUESTED', 60) });

  const sent = await sendFriendRequest(world, toBob);

  expect(sent).toMatchObject({
    ok: true,
    value: { id: 'frq_1', senderId: 'usr_bob', status: 'ACCEPTED', updatedAt: at },
  });
  expect(world.store.saveRelationship.mock.calls[0]?.[1]).toMatchObject({ friendship: { since: at } });
});

test('somebody unknown here is asked for at auth as the viewer, and remembered', async () => {
  const world = worldOf({}, { knows: false, answer: { users: [{ id: 'usr_bob' }] } });

  expect(await sendFriendRequest(world, toBob)).toMatchObject({ ok: true });
  expect(world.ask).toHaveBeenCalledWith('auth', expect.stringContaining('users('), { ids: ['usr_bob'] }, world.caller);
  expect(world.repository.addPeople).toHaveBeenCalledWith(['usr_bob'], at);
});

test.each([[{ users: [null] }], [{ users: [] }]])(
  'somebody unknown to auth too is refused and not remembered',
  async (answer) => {
    const world = worldOf({}, { knows: false, answer });

    expect(await sendFriendRequest(world, toBob)).toMatchObject({ refusal: { __typename: 'NotFound' } });
    expect(world.repository.addPeople).not.toHaveBeenCalled();
  },
);

test('a block and an unknown person are refused with the very same answer', async () => {
  const unknown = await sendFriendRequest(worldOf({}, { knows: false, answer: { users: [null] } }), toBob);

  expect(await sendFriendRequest(worldOf({ blockByOther: tie }), toBob)).toEqual(unknown);
  expect(await sendFriendRequest(worldOf({ blockByViewer: tie }), toBob)).toEqual(unknown);
});

test('when auth cannot be asked the request fails as unavailable, not as refused', async () => {
  const world = worldOf({}, { knows: false });
  world.ask.mockRejectedValue(fault('UNAVAILABLE', 'Not now.'));

  await expect(sendFriendRequest(world, toBob)).rejects.toMatchObject({
    extensions: { code: 'UNAVAILABLE', retryable: true },
  });
});

test.each([
  ['a profile', { profileByNickname: { user: { id: 'usr_bob' } } }, { ok: true }],
  ['no profile', { profileByNickname: null }, { refusal: { __typename: 'NotFound', path: ['input', 'nickname'] } }],
  ['a profile without a person', { profileByNickname: { user: null } }, { refusal: { __typename: 'NotFound' } }],
  [
    'the viewer',
    { profileByNickname: { user: { id: 'usr_ada' } } },
    { refusal: { __typename: 'InvalidInput', path: ['input', 'nickname'] } },
  ],
])('a nickname that stands for %s', async (_, answer, expected) => {
  const world = worldOf({}, { answer });

  expect(await sendFriendRequest(world, { nickname: ' bob ' })).toMatchObject(expected);
  expect(world.ask).toHaveBeenCalledWith(
    'profile',
    expect.stringContaining('profileByNickname'),
    { nickname: 'bob' },
    world.caller,
  );
});
