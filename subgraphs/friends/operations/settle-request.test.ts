import { expect, jest, test } from '@jest/globals';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequest } from '../repository/requests.ts';
import { acceptFriendRequest } from './accept-friend-request.ts';
import { cancelFriendRequest } from './cancel-friend-request.ts';
import { rejectFriendRequest } from './reject-friend-request.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const tie = { id: 'tie_1', since: at };
const operations = { accept: acceptFriendRequest, reject: rejectFriendRequest, cancel: cancelFriendRequest };
const requestOf = (status: FriendRequest['status'], id = 'frq_1'): FriendRequest => ({
  ...{ id, senderId: 'usr_ada', receiverId: 'usr_bob' },
  ...{ status, createdAt: at, updatedAt: at },
});

/** Ada has asked Bob; `state` is what stands between them by the time the pair is locked. */
function worldOf(viewerId: string, state: Partial<Relationship>, found: FriendRequest | null = requestOf('REQUESTED')) {
  const otherId = viewerId === 'usr_ada' ? 'usr_bob' : 'usr_ada';
  const before: Relationship = {
    viewerId,
    otherId,
    friendship: null,
    blockByViewer: null,
    blockByOther: null,
    request: null,
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
    caller: { viewerId, sessionId: null, scopes: [], service: null },
    now: () => at,
    clearLoaders: () => undefined,
    requests: { load: jest.fn(async () => found) },
    streams: { announce: jest.fn(async () => undefined) },
    repository: { transaction: <T>(work: (inside: typeof store) => Promise<T>) => work(store) },
  };
}

const open = { request: requestOf('REQUESTED') };

test.each([
  ['accept', 'usr_bob', 'ACCEPTED', true],
  ['reject', 'usr_bob', 'REJECTED', false],
  ['cancel', 'usr_ada', 'CANCELLED', false],
] as const)('%s by %s settles an open request', async (verb, viewer, status, befriends) => {
  const world = worldOf(viewer, open);

  expect(await operations[verb](world, { requestId: 'frq_1' })).toMatchObject({
    ok: true,
    value: { id: 'frq_1', status },
  });
  const after = world.store.saveRelationship.mock.calls[0]?.[1];
  expect(after?.request?.status).toBe(status);
  expect(after?.friendship !== null).toBe(befriends);
});

test.each([
  ['accept', 'usr_bob', { request: requestOf('ACCEPTED'), friendship: tie }],
  ['reject', 'usr_bob', { request: requestOf('REJECTED') }],
  ['cancel', 'usr_ada', { request: requestOf('CANCELLED') }],
] as const)('%s by %s again gives the same request and stores nothing', async (verb, viewer, state) => {
  const world = worldOf(viewer, state);

  expect(await operations[verb](world, { requestId: 'frq_1' })).toMatchObject({ ok: true, value: { id: 'frq_1' } });
  expect(world.store.saveRelationship).not.toHaveBeenCalled();
});

test.each([
  ['accept by the sender', 'accept', 'usr_ada', open, 'NotPermitted'],
  ['reject by the sender', 'reject', 'usr_ada', open, 'NotPermitted'],
  ['cancel by the receiver', 'cancel', 'usr_bob', open, 'NotPermitted'],
  ['accept of one taken back', 'accept', 'usr_bob', { request: requestOf('CANCELLED') }, 'RequestSettled'],
  ['accept of a rejected one', 'accept', 'usr_bob', { request: requestOf('REJECTED') }, 'RequestSettled'],
  ['accept of a friendship that ended', 'accept', 'usr_bob', { request: requestOf('ACCEPTED') }, 'RequestSettled'],
  [
    'reject of one accepted',
    'reject',
    'usr_bob',
    { request: requestOf('ACCEPTED'), friendship: tie },
    'RequestSettled',
  ],
  [
    'cancel of one accepted',
    'cancel',
    'usr_ada',
    { request: requestOf('ACCEPTED'), friendship: tie },
    'RequestSettled',
  ],
  [
    'accept of one overtaken by another',
    'accept',
    'usr_bob',
    { request: requestOf('REQUESTED', 'frq_2') },
    'RequestSettled',
  ],
  ['accept of one that a block took away meanwhile', 'accept', 'usr_bob', {}, 'NotFound'],
  ['accept behind a block', 'accept', 'usr_bob', { ...open, blockByOther: tie }, 'NotFound'],
] as const)('%s is refused, and nothing is stored', async (_, verb, viewer, state, __typename) => {
  const world = worldOf(viewer, state);

  const settled = await operations[verb](world, { requestId: 'frq_1' });

  expect(settled).toMatchObject({ ok: false, refusal: { __typename, path: ['input', 'requestId'] } });
  expect(world.store.saveRelationship).not.toHaveBeenCalled();
  expect(world.streams.announce).not.toHaveBeenCalled();
});

test('a request that does not exist, or is hidden, is not found', async () => {
  const world = worldOf('usr_bob', {}, null);

  expect(await acceptFriendRequest(world, { requestId: 'frq_9' })).toMatchObject({
    refusal: { __typename: 'NotFound' },
  });
  expect(world.store.lockRelationship).not.toHaveBeenCalled();
});

test('a blank id is refused before anything is read', async () => {
  const world = worldOf('usr_bob', open);

  expect(await acceptFriendRequest(world, { requestId: ' ' })).toMatchObject({
    refusal: { __typename: 'InvalidInput' },
  });
  expect(world.requests.load).not.toHaveBeenCalled();
});
