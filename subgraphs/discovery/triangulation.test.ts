import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { cellToBoundary, cellToLatLng, gridDisk, latLngToCell } from 'h3-js';
import { newId } from '../../runtime/operations/ids.ts';
import { createCells } from './adapters/cells.ts';
import { CITIES, type DiscoveryWorld, openDiscoveryWorld } from './fixtures/discovery-world.ts';
import { bucketOf, DISTANCE_BUCKETS } from './operations/distance-buckets.ts';

// Where a person is must not be found by asking from many sides. All that is said of a distance is a function of two
// cells, so that whoever is anywhere in a cell is answered about in the same words, whoever asks and with whatever filter.

const CELL = latLngToCell(CITIES.zurich.latitude, CITIES.zurich.longitude, 6);
const ATTACKERS = 200;
const cells = createCells(bucketOf);

/** A point near a corner of the cell: those of opposite corners are some 6 km apart. */
function pointNear(corner: number) {
  const [latitude = 0, longitude = 0] = cellToLatLng(CELL);
  const [cornerLatitude = 0, cornerLongitude = 0] = cellToBoundary(CELL)[corner] ?? [];
  return {
    latitude: latitude + 0.95 * (cornerLatitude - latitude),
    longitude: longitude + 0.95 * (cornerLongitude - longitude),
  };
}
const [here, there] = [pointNear(0), pointNear(3)] as const;

const FILTERS = [null, ...DISTANCE_BUCKETS].map((maxDistanceKm) => ({ maxDistanceKm }));
const PAGE = `query { ${FILTERS.map(
  ({ maxDistanceKm }, nth) => `
    f${nth}: discoveryCandidates(filter: { maxDistanceKm: ${maxDistanceKm} }) { pageInfo { hasNextPage endCursor }
      edges { cursor node { id user { id } score distanceKm candidateToken reasons { kind share text } } } }`,
).join('')} }`;

let world: DiscoveryWorld;
let clock = new Date('2026-12-01T12:00:00.000Z');
let attackers: readonly string[] = [];

beforeAll(async () => {
  world = await openDiscoveryWorld({ now: () => clock });
});
afterAll(() => world.close());

/** People in cells spread evenly over all that are within 100 km. They joined long ago, so that being seen changes no score. */
async function addAttackers(): Promise<readonly string[]> {
  const around = [...cells.around(CELL).keys()].sort();
  const people = Array.from({ length: ATTACKERS }, (_, nth) => ({
    id: newId('dpf', clock),
    user: newId('usr', clock),
    cell: around[Math.floor((nth * around.length) / ATTACKERS)],
  }));
  await world.sql.$executeRaw`
    INSERT INTO discovery_person (id, user_id, birth_date, gender, visibility, cell, is_enabled, is_listed, enabled_at, last_active_at,
      genders)
    SELECT a.id, a.user, '1990-01-01', 'OTHER', 'PUBLIC', a.cell, true, true, ${clock}::timestamptz - interval '700 days', ${clock}, '{FEMALE}'
    FROM jsonb_to_recordset(${JSON.stringify(people)}::jsonb) AS a(id text, "user" text, cell text)`;
  return people.map(({ user }) => user);
}

/** Everything that every attacker is answered. */
async function answers(): Promise<string> {
  await world.flushRedis();
  const all: unknown[] = [];
  for (const attacker of attackers) all.push(await world.run(attacker, PAGE));
  return JSON.stringify(all);
}

test('what 200 attackers within 100 km are answered with all filters is the same for two points of one cell', async () => {
  const target = await world.join({ location: here });
  const neighbours = gridDisk(CELL, 2).filter((_, nth) => nth % 4 === 1);
  for (const cell of neighbours) {
    const [latitude = 0, longitude = 0] = cellToLatLng(cell);
    await world.join({ location: { latitude, longitude } });
  }
  attackers = await addAttackers();
  clock = new Date(clock.getTime() + 3_600_000);
  await world.sql.$executeRaw`UPDATE discovery_person SET enabled_at = ${clock}::timestamptz - interval '700 days'`;

  const before = await answers();
  await world.sql.$executeRaw`UPDATE discovery_person SET location_times = '{}' WHERE user_id = ${target}`;
  const { updateDiscoveryLocation } = await world.run(
    target,
    'mutation ($input: UpdateDiscoveryLocationInput!) { updateDiscoveryLocation(input: $input) { errors { __typename } } }',
    { input: there },
  );
  expect(updateDiscoveryLocation).toEqual({ errors: [] });
  const after = await answers();

  expect(after === before).toBe(true);
  // The answers are about the target, and differ by where the attacker is: the test sees what it is about.
  expect(before.split(target).length - 1).toBeGreaterThan(ATTACKERS);
  expect(new Set(before.match(/"distanceKm":(\d+|null)/g)).size).toBe(DISTANCE_BUCKETS.length);
  expect(before).not.toMatch(/86[0-9a-f]{5}fffffff/);
}, 300_000);

test('the bucket of two cells is the same from both sides, and all cells within 100 km are known', () => {
  const around = cells.around(CELL);
  for (const [cell, bucket] of around) {
    expect(cells.bucketBetween(cell, CELL)).toBe(bucket);
    expect(cells.bucketBetween(CELL, cell)).toBe(bucket);
  }
  const beyond = gridDisk(CELL, 40).filter((cell) => !around.has(cell));
  expect(beyond.every((cell) => cells.bucketBetween(CELL, cell) === null)).toBe(true);
  expect(around.size).toBeGreaterThan(600);
});

test.each([
  ['the equator', { latitude: 0.1, longitude: 0.1 }],
  ['the date line', { latitude: -17, longitude: 179.99 }],
  ['the north', { latitude: 89.9, longitude: 10 }],
  ['Singapore', { latitude: 1.29, longitude: 103.85 }],
])('cells within 100 km are complete at %s', (_, coordinates) => {
  const cell = cells.cellOf(coordinates);
  const around = cells.around(cell);
  const missed = gridDisk(cell, 45).filter((other) => !around.has(other) && cells.bucketBetween(cell, other) !== null);
  expect(missed).toEqual([]);
});
