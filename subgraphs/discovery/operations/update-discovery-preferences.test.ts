import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../fixtures/operation-world.ts';
import { updateDiscoveryPreferences } from './update-discovery-preferences.ts';

test.each([
  ['an age below 18', { ageRange: { min: 17, max: 20 } }, ['input', 'ageRange', 'min']],
  ['ages in the wrong order', { ageRange: { min: 40, max: 30 } }, ['input', 'ageRange', 'max']],
  ['a distance of 101 km', { maxDistanceKm: 101 }, ['input', 'maxDistanceKm']],
  ['21 interests', { interests: Array.from({ length: 21 }, (_, nth) => `i${nth}`) }, ['input', 'interests']],
  ['11 languages', { languages: Array.from({ length: 11 }, () => 'de') }, ['input', 'languages']],
  ['no days', { onlyActiveDays: 0 }, ['input', 'onlyActiveDays']],
])('%s is refused', async (_, input, path) => {
  const world = createOperationWorld();
  expect(await updateDiscoveryPreferences(world.context, input)).toMatchObject({
    refusal: { __typename: 'InvalidInput', path },
  });
  expect(world.writes).toEqual([]);
});

test('distances are rounded up to buckets, languages lose their regions, and interests are compared by key', async () => {
  const world = createOperationWorld({ onlyVerified: true });
  await updateDiscoveryPreferences(world.context, {
    ...{ maxDistanceKm: 6, languages: ['de-CH', 'de-AT', 'fr'], interests: ['Chess', 'CHESS'], onlyVerified: null },
  });
  expect(world.writes).toMatchObject([
    [
      'changePreferences',
      'usr_ada',
      { maxDistanceKm: 10, languages: ['de', 'fr'], soughtInterests: ['Chess'], onlyVerified: false },
      ['chess'],
    ],
  ]);
});
