import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { randomOf } from '../../tests/seeded-random.ts';
import { userBlocked } from '../friends/events.ts';
import { createCells } from './adapters/cells.ts';
import { type MatchingWorld, openMatchingWorld } from './fixtures/matching-world.ts';
import { suspendedPerson } from './fixtures/suspended-person.ts';
import { bucketOf } from './operations/distance-buckets.ts';
import { makeDailyPicks } from './operations/picks/make-daily-picks.ts';
import { type DiscoveryRepository, openDiscoveryRepository } from './repository/index.ts';

const PICK = '{ dailyPick { user { id } pickedOn candidateToken } }';
const GENDERS = ['FEMALE', 'MALE'];

let world: MatchingWorld;
let repository: DiscoveryRepository;
const people: string[] = [];
/** The domain picks for the day in which it opens, when nobody is there: the test is a day later. */
let time = Date.now();
const now = () => new Date(time);

const make = () => makeDailyPicks({ repository, now, cells: createCells(bucketOf) }, new AbortController().signal);
const pickOf = async (userId: string): Promise<string | null> => (await world.run(userId, PICK))?.user.id ?? null;

beforeAll(async () => {
  world = await openMatchingWorld({ now });
  repository = openDiscoveryRepository(world.databaseUrl);
  const random = randomOf(7);
  for (let nth = 0; nth < 60; nth += 1) {
    const genders = [[], ['FEMALE'], ['MALE']][random(3)] ?? [];
    people.push(await world.person({ gender: GENDERS[random(2)], genders }));
  }
  time += 24 * 60 * 60 * 1_000;
});
afterAll(async () => {
  await repository.close();
  await world.close();
});

test('each pick is mutual, a person whom the viewer suits, and stays for the day', async () => {
  await Promise.all([make(), make()]);
  const picks = new Map<string, string | null>();
  for (const person of people) picks.set(person, await pickOf(person));
  const picked = [...picks.values()].filter((other) => other !== null);
  expect(picked.length).toBeGreaterThan(40);
  for (const [person, other] of picks) if (other !== null) expect(picks.get(other)).toBe(person);
  const unsuited = await world.sql.$queryRaw<object[]>`
    SELECT FROM discovery_daily_pick AS d JOIN discovery_person AS a USING (user_id)
    JOIN discovery_person AS b ON b.user_id = d.other_id
    WHERE cardinality(a.genders) > 0 AND NOT b.gender = ANY (a.genders)`;
  expect(unsuited).toEqual([]);

  await make();
  for (const [person, other] of picks) expect(await pickOf(person)).toBe(other);
});

test('it is hidden once one of the two has decided, is suspended, or blocks the other', async () => {
  const paired: (readonly [string, string])[] = [];
  for (const person of people) {
    const other = await pickOf(person);
    if (other !== null && person < other) paired.push([person, other]);
  }
  const [decided, suspended, blocked] = paired;
  if (decided === undefined || suspended === undefined || blocked === undefined) throw new Error('too few picks');

  expect(await world.like(...decided)).toBe('ok');
  await suspendedPerson(world, suspended[1]);
  await world.publish(userBlocked, { userId: blocked[1], blockedId: blocked[0], at: new Date().toISOString() });

  expect(await pickOf(decided[0])).toBeNull();
  expect(await pickOf(decided[1])).toBe(decided[0]);
  expect(await pickOf(suspended[0])).toBeNull();
  for (const person of blocked) expect(await pickOf(person)).toBeNull();
});

test('those who join later are paired too, and the token of a pick goes with a like', async () => {
  const late = await Promise.all([world.person(), world.person()]);
  expect(await pickOf(late[0])).toBeNull();
  await make();
  for (const person of late) expect(await pickOf((await pickOf(person)) ?? '')).toBe(person);
  const person = people.at(-1) ?? '';
  const pick = await world.run(person, PICK);
  if (pick === null) return;
  expect(await world.like(person, pick.user.id, { candidateToken: pick.candidateToken })).toBe('ok');
});
