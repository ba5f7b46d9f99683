import { expect, jest, test } from '@jest/globals';
import { fault } from '../../../runtime/executor/faults.ts';
import type { CallDomain } from '../../../runtime/subgraph/host.ts';
import { requireFriends } from './require-friends.ts';

const worldOf = (friends: string[], relationships: object[]) => ({
  ask: jest.fn<CallDomain>(async () => ({ relationships })),
  repository: { friendsAmong: jest.fn(async () => new Set(friends)) },
});
const friend = { areFriends: true, blocked: false };
const require = (world: ReturnType<typeof worldOf>, ...others: string[]) =>
  requireFriends(world, 'usr_ada', others, 'memberIds');

test('whom the local copy knows is not asked for; only the others are, as chat itself', async () => {
  const world = worldOf(['usr_ben'], [friend]);

  expect(await require(world, 'usr_ben')).toMatchObject({ ok: true });
  expect(world.ask).not.toHaveBeenCalled();
  expect(await require(world, 'usr_ben', 'usr_cleo')).toMatchObject({ ok: true });
  expect(world.ask).toHaveBeenCalledWith(
    'friends',
    expect.stringContaining('relationships'),
    { userId: 'usr_ada', otherIds: ['usr_cleo'] },
    expect.objectContaining({ service: 'chat', viewerId: null }),
  );
});

test.each([
  ['a stranger', [{ areFriends: false, blocked: false }]],
  ['a friend on either side of a block', [{ areFriends: true, blocked: true }]],
])('%s is refused', async (_, relationships) => {
  expect(await require(worldOf([], relationships), 'usr_eve')).toMatchObject({
    ok: false,
    refusal: { __typename: 'NotFriends', path: ['input', 'memberIds'] },
  });
});

test('an answer that leaves somebody out is no answer', async () => {
  await expect(require(worldOf([], []), 'usr_eve')).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});

test('a failed question is never permission', async () => {
  const world = worldOf([], []);
  world.ask.mockRejectedValueOnce(fault('UNAVAILABLE', 'away'));
  await expect(require(world, 'usr_ben')).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});
