import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../fixtures/operation-world.ts';
import { pauseDiscovery } from './pause-discovery.ts';

test.each([
  ['a time that has passed', {}, NOW, 'InvalidInput'],
  ['a time in two years', {}, new Date('2028-12-01'), 'InvalidInput'],
  ['a person who is not in discovery', { isEnabled: false }, null, 'DiscoveryOff'],
])('%s is refused', async (_, profile, until, __typename) => {
  const world = createOperationWorld(profile);
  expect(await pauseDiscovery(world.context, { until })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(world.writes).toEqual([]);
});

test('a pause has an end or none', async () => {
  const world = createOperationWorld();
  const until = new Date(NOW.getTime() + 1_000);
  await pauseDiscovery(world.context, { until });
  await pauseDiscovery(world.context, {});
  expect(world.writes).toEqual([
    ['pause', 'usr_ada', until],
    ['pause', 'usr_ada', null],
  ]);
});
