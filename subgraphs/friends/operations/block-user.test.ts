import { expect, jest, test } from '@jest/globals';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequest } from '../repository/requests.ts';
import { blockUser } from './block-user.ts';
import { removeFriend } from './remove-friend.ts';
import { unblockUser } from './unblock-user.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const tie = { id: 'tie_1', since: at };
const request = (status: FriendRequest['status']): FriendRequest => ({
  ...{ id: 'frq_1', senderId: 'usr_bob', receiverId: 'usr_ada' },
  ...{ status, createdAt: at, updatedAt: at },
});

function worldOf(state: Partial<Relationship> = {}, knows = true) {
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
    requestsReceived: jest.fn(async () => [] as Date[]),
    recordChanges: jest.fn(async () => undefined),
    announce: jest.fn(async () => undefined),
  };
  return {
    store,
    caller: { viewerId: 'usr_ada', sessionId: null, scopes: [], service: null },
    now: () => at,
    clearLoaders: () => undefined,
    ask: jest.fn<CallDomain>(async () => ({ users: [null] })),
    streams: { announce: jest.fn(async () => undefined) },
    repository: {
      knowsPerson: jest.fn(async () => knows),
      addPerson: jest.fn(async () => undefined),
      relationships: jest.fn(async () => [before]),
      transaction: <T>(work: (inside: typeof store) => Promise<T>) => work(store),
    },
  };
}

const operations = { blockUser, unblockUser, removeFriend };
const bob = { userId: 'usr_bob' };

test.each([
  [
    'a friend',
    { friendship: tie, request: request('ACCEPTED') },
    { friendship: null, request: { status: 'ACCEPTED' } },
  ],
  ['somebody who waits for an answer', { request: request('REQUESTED') }, { friendship: null, request: null }],
  ['somebody whose request was rejected', { request: request('REJECTED') }, { request: { status: 'REJECTED' } }],
  ['somebody who has blocked the viewer', { blockByOther: tie }, { blockByOther: tie }],
])('blocking %s leaves only what was settled', async (_, state, after) => {
  const world = worldOf(state);

  expect(await blockUser(world, bob)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.store.saveRelationship.mock.calls[0]?.[1]).toMatchObject({ ...after, blockByViewer: { since: at } });
});

test('lifting a block leaves the other person’s own', async () => {
  const world = worldOf({ blockByViewer: tie, blockByOther: tie });

  expect(await unblockUser(world, bob)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.store.saveRelationship.mock.calls[0]?.[1]).toMatchObject({ blockByViewer: null, blockByOther: tie });
});

test('removing a friend ends the friendship', async () => {
  const world = worldOf({ friendship: tie });

  expect(await removeFriend(world, bob)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.store.saveRelationship.mock.calls[0]?.[1]).toMatchObject({ friendship: null });
});

test.each([
  ['blockUser', 'a blank id', ' ', {}, 'InvalidInput'],
  ['blockUser', 'oneself', 'usr_ada', {}, 'InvalidInput'],
  ['unblockUser', 'a NUL', 'usr_\u0000', {}, 'InvalidInput'],
  ['unblockUser', 'oneself', 'usr_ada', {}, 'InvalidInput'],
  ['removeFriend', 'an overlong id', 'x'.repeat(101), {}, 'InvalidInput'],
  ['removeFriend', 'oneself', 'usr_ada', { friendship: tie }, 'NotFriends'],
  ['removeFriend', 'a stranger', 'usr_bob', {}, 'NotFriends'],
] as const)('%s of %s is refused, and nothing is locked or stored', async (verb, _, userId, state, __typename) => {
  const world = worldOf(state);

  expect(await operations[verb](world, { userId })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.store.lockRelationship).not.toHaveBeenCalled();
});

test('nobody is nobody to block', async () => {
  const world = worldOf({}, false);

  expect(await blockUser(world, bob)).toMatchObject({ refusal: { __typename: 'NotFound', path: ['input', 'userId'] } });
  expect(world.store.lockRelationship).not.toHaveBeenCalled();
});

test('a friendship that ends while its removal waits is refused as none', async () => {
  const world = worldOf({ friendship: tie });
  world.store.lockRelationship.mockResolvedValue({ ...(await world.store.lockRelationship()), friendship: null });

  expect(await removeFriend(world, bob)).toMatchObject({ refusal: { __typename: 'NotFriends' } });
  expect(world.store.saveRelationship).not.toHaveBeenCalled();
});

test.each([
  ['blockUser', { blockByViewer: tie }],
  ['unblockUser', {}],
] as const)('%s again changes nothing', async (verb, state) => {
  const world = worldOf(state);

  expect(await operations[verb](world, bob)).toEqual({ ok: true, value: { id: 'usr_bob' } });
  expect(world.store.saveRelationship).not.toHaveBeenCalled();
});
