import { expect, test } from '@jest/globals';
import { ADA, BEN, graphWorld, HIDDEN, NOBODY, NOW } from '../../fixtures/graph-world.ts';
import { muteUser } from './mute-user.ts';

const later = (ms: number) => new Date(NOW.getTime() + ms);

test.each([
  [undefined, null],
  [null, null],
  [later(1_000), later(1_000)],
  [later(1_000).toISOString(), later(1_000)],
])('a person is muted until %s', async (until, stored) => {
  const world = graphWorld();
  expect(await muteUser(world, { userId: BEN, until })).toEqual({ ok: true, value: BEN });
  expect(world.store.muteUser).toHaveBeenCalledWith(ADA, BEN, stored, NOW);
});

test.each([
  ['oneself', { userId: ADA }, 'InvalidInput'],
  ['nobody', { userId: NOBODY }, 'NotFound'],
  ['who is hidden', { userId: HIDDEN }, 'NotFound'],
  ['until now', { userId: BEN, until: NOW }, 'InvalidInput'],
  ['until two years from now', { userId: BEN, until: later(2 * 366 * 86_400_000) }, 'InvalidInput'],
  ['until no date', { userId: BEN, until: new Date(Number.NaN) }, 'InvalidInput'],
])('muting %s is refused', async (_, input, __typename) => {
  const world = graphWorld();
  expect(await muteUser(world, input)).toMatchObject({ refusal: { __typename } });
  expect(world.store.muteUser).not.toHaveBeenCalled();
});

test('muting too many is refused', async () => {
  expect(await muteUser(graphWorld({ retryAfter: 9 }), { userId: BEN })).toMatchObject({ refusal: { retryAfter: 9 } });
});
