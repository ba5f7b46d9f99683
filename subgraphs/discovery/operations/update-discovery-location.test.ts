import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../fixtures/operation-world.ts';
import { updateDiscoveryLocation } from './update-discovery-location.ts';

const ZURICH = { latitude: 47.3769, longitude: 8.5417 };
const ago = (minutes: number) => new Date(NOW.getTime() - minutes * 60_000);

test.each([
  ['a latitude out of range', { latitude: -90.001, longitude: 0 }, ['input', 'latitude']],
  ['a longitude out of range', { latitude: 0, longitude: 180.001 }, ['input', 'longitude']],
  ['no number', { latitude: Number.NaN, longitude: 0 }, ['input', 'latitude']],
])('%s is refused', async (_, input, path) => {
  const world = createOperationWorld();
  expect(await updateDiscoveryLocation(world.context, input)).toMatchObject({
    refusal: { __typename: 'InvalidInput', path },
  });
  expect(world.writes).toEqual([]);
});

test.each([
  ['within 15 minutes', [ago(14)], ZURICH, 60],
  ['a 25th time in a day', Array.from({ length: 24 }, (_, nth) => ago(60 * (nth + 0.5))), ZURICH, 1_800],
  ['faster than an airliner', [ago(60)], { latitude: 40.7128, longitude: -74.006 }, 19_155],
])('a change %s is refused until it is possible', async (_, locationTimes, input, retryAfter) => {
  const world = createOperationWorld({ locationTimes });
  const refused = await updateDiscoveryLocation(world.context, input);
  expect(refused).toMatchObject({ refusal: { __typename: 'TooManyAttempts', path: ['input'] } });
  expect(Math.abs(Number(Reflect.get(Object(refused), 'refusal').retryAfter) - retryAfter)).toBeLessThan(300);
  expect(world.writes).toEqual([]);
});

test('of the coordinates only the cell is stored', async () => {
  const world = createOperationWorld({ cell: null });
  await updateDiscoveryLocation(world.context, ZURICH);
  expect(world.writes).toEqual([
    ['movePerson', 'usr_ada', { cell: expect.stringMatching(/^86[0-9a-f]{13}$/), times: [NOW] }],
    ['listPeople', ['usr_ada']],
  ]);
});
