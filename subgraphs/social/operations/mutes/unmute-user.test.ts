import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, HIDDEN } from '../../fixtures/graph-world.ts';
import { unmuteUser } from './unmute-user.ts';

test('ends the mute, also of somebody who is hidden by now', async () => {
  const world = graphWorld();
  expect(await unmuteUser(world, { userId: HIDDEN })).toEqual({ ok: true, value: HIDDEN });
  expect(world.store.unmuteUser).toHaveBeenCalledWith(ADA, HIDDEN);
});

test('without a mute nothing changes, and who is hidden is not disclosed', async () => {
  const world = graphWorld({ isFollowing: false });
  expect(await unmuteUser(world, { userId: BEN })).toEqual({ ok: true, value: BEN });
  expect(await unmuteUser(world, { userId: HIDDEN })).toMatchObject({ refusal: { __typename: 'NotFound' } });
});
