import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import { exampleStream } from '../../../tests/example-stream.ts';
import type { StreamWithAccess } from '../repository/streams.ts';
import { mayWatch, type Relationship, readStream } from './read-stream.ts';

const ID = 'str_01970000-0000-7000-8000-000000000000';
const STREAM = exampleStream({ id: ID, visibility: 'FRIENDS' });
const NONE: Relationship = { areFriends: false, blocked: false };
const FRIEND: Relationship = { areFriends: true, blocked: false };
const BLOCKED: Relationship = { areFriends: false, blocked: true };

function worldOf(
  row: StreamWithAccess | null,
  relationship: Relationship | null,
  viewerId: string | null = 'usr_bob',
  isFollower = false,
) {
  return {
    caller: { ...ANONYMOUS, viewerId },
    streamsWithAccess: { load: jest.fn(async () => row) },
    relationships: { load: jest.fn(async (_hostId: string) => relationship) },
    follows: { load: jest.fn(async (_hostId: string) => isFollower) },
  };
}

test('a stream that the local copy shows is returned without calling friends', async () => {
  const world = worldOf({ stream: STREAM, access: 'VISIBLE' }, BLOCKED);

  expect(await readStream(world, ID)).toBe(STREAM);
  expect(world.relationships.load).not.toHaveBeenCalled();
});

test.each([
  ['NOT_A_FRIEND', 'FRIENDS', FRIEND, true],
  ['NOT_A_FRIEND', 'FRIENDS', NONE, false],
  ['NOT_A_FRIEND', 'FRIENDS', null, false],
  ['BLOCKED', 'PUBLIC', NONE, true],
  ['BLOCKED', 'PUBLIC', BLOCKED, false],
  ['BLOCKED', 'FRIENDS', NONE, false],
] as const)(
  '%s of a stream for %s, when friends returns %j: seen %s',
  async (access, visibility, relationship, seen) => {
    const stream = { ...STREAM, visibility };
    const world = worldOf({ stream, access }, relationship);

    expect(await readStream(world, ID)).toBe(seen ? stream : null);
    expect(world.relationships.load).toHaveBeenCalledWith('usr_ada');
  },
);

test.each([
  ['NOT_A_FOLLOWER', NONE, true, true],
  ['NOT_A_FOLLOWER', FRIEND, false, false],
  ['BLOCKED', BLOCKED, true, false],
  ['BLOCKED', NONE, true, true],
] as const)(
  '%s of a stream for followers, when friends returns %j and social %s: seen %s',
  async (access, relationship, isFollower, seen) => {
    const stream = { ...STREAM, visibility: 'FOLLOWERS' as const };
    const world = worldOf({ stream, access }, relationship, 'usr_bob', isFollower);

    expect(await readStream(world, ID)).toBe(seen ? stream : null);
    expect(world.follows.load).toHaveBeenCalledWith('usr_ada');
  },
);

test.each([
  ['somebody, of a suspended host,', { stream: STREAM, access: 'SUSPENDED' }, 'usr_bob', ID],
  ['a visitor', { stream: STREAM, access: 'NOT_A_FRIEND' }, null, ID],
  ['an unknown id', null, 'usr_bob', ID],
  ['text that is no id', { stream: STREAM, access: 'VISIBLE' }, 'usr_bob', 'str_\u0000'],
  ['a stream without a host', { stream: { ...STREAM, hostId: null }, access: 'NOT_A_FRIEND' }, 'usr_bob', ID],
] as const)('%s is given no stream, and friends is not called', async (_, row, viewerId, id) => {
  const world = worldOf(row, FRIEND, viewerId);

  expect(await readStream(world, id)).toBeNull();
  expect(world.relationships.load).not.toHaveBeenCalled();
});

test('reading fails while friends is unavailable', async () => {
  const world = worldOf({ stream: STREAM, access: 'NOT_A_FRIEND' }, null);
  world.relationships.load.mockRejectedValue(fault('UNAVAILABLE', 'away'));

  await expect(readStream(world, ID)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});

test.each([
  ['PUBLIC', NONE, false, true],
  ['PUBLIC', BLOCKED, true, false],
  ['FOLLOWERS', NONE, true, true],
  ['FOLLOWERS', FRIEND, false, false],
  ['FOLLOWERS', BLOCKED, true, false],
  ['FRIENDS', NONE, true, false],
  ['FRIENDS', FRIEND, false, true],
  ['FRIENDS', { areFriends: true, blocked: true }, true, false],
] as const)(
  'a stream for %s may be watched with the relationship %j, following %s: %s',
  (visibility, relationship, isFollower, allowed) => {
    expect(mayWatch({ visibility }, relationship, isFollower)).toBe(allowed);
  },
);
