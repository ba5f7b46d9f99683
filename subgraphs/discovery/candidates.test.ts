import { afterAll, beforeAll, beforeEach, expect, test } from '@jest/globals';
import { newId } from '../../runtime/operations/ids.ts';
import { userSuspended } from '../auth/events.ts';
import { friendshipStarted, userBlocked } from '../friends/events.ts';
import { profileChanged } from '../profile/events.ts';
import { CITIES, type DiscoveryWorld, openDiscoveryWorld, type PersonOptions } from './fixtures/discovery-world.ts';

const PAGE = `query ($filter: DiscoveryFilter, $first: Int, $after: String) {
  discoveryCandidates(filter: $filter, first: $first, after: $after) {
    edges { cursor node { user { id } score reasons { kind share text } distanceKm candidateToken sharedInterests
      mutualFriendCount age headline } }
    pageInfo { hasNextPage endCursor } } }`;

interface Candidate {
  readonly user: { readonly id: string };
  readonly score: number;
  readonly reasons: readonly { readonly kind: string; readonly share: number; readonly text: string }[];
  readonly distanceKm: number | null;
  readonly sharedInterests: readonly string[];
  readonly mutualFriendCount: number;
  readonly age: number;
}

let world: DiscoveryWorld;
let clock = new Date('2026-12-01T12:00:00.000Z');

beforeAll(async () => {
  world = await openDiscoveryWorld({
    now: () => clock,
    answers: {
      profile: (_, { people }) => ({
        _entities: Object(people).map(({ id }: { id: string }) => ({
          profile: { photos: [{ id: `photo of ${id}`, file: { id: 'fil_1', access: 'token' } }] },
        })),
      }),
    },
  });
});
// Each test has its own people: those of the test before leave.
beforeEach(async () => {
  clock = new Date(clock.getTime() + 3_600_000);
  await world.sql.$executeRaw`UPDATE discovery_person SET is_enabled = false, is_listed = false`;
});
afterAll(() => world.close());

async function pageOf(viewerId: string, variables: object = {}) {
  const { discoveryCandidates } = await world.run(viewerId, PAGE, variables);
  const { edges, pageInfo } = Object(discoveryCandidates);
  return { people: edges.map(({ node }: { node: Candidate }) => node) as Candidate[], pageInfo };
}
const idsOf = async (viewerId: string, variables: object = {}): Promise<string[]> =>
  (await pageOf(viewerId, variables)).people.map(({ user }) => user.id).sort();

test('people who suit each other see each other, with reasons that add up to the score', async () => {
  const ada = await world.join({ interests: ['Chess', 'hiking', 'Opera'] });
  const ben = await world.join({ gender: 'MALE', interests: ['CHESS', 'Hiking'], location: CITIES.oerlikon });
  const friend = newId('usr', new Date());
  for (const one of [ada, ben])
    await world.publish(friendshipStarted, { userIds: [one, friend], at: clock.toISOString() });

  const { people } = await pageOf(ada);
  expect(people).toHaveLength(1);
  const [found] = people;
  expect(found).toMatchObject({ user: { id: ben }, distanceKm: 10, mutualFriendCount: 1, age: 34 });
  expect(found?.sharedInterests).toEqual(['CHESS', 'Hiking']);
  expect(found?.reasons.map(({ share }) => share).reduce((sum, share) => sum + share, 0)).toBe(found?.score);
  expect(found?.reasons.every(({ share, text }) => share > 0 && text.endsWith('.'))).toBe(true);
  expect(await idsOf(ben)).toEqual([ada]);
});

test.each<[string, PersonOptions, PersonOptions]>([
  ['a gender that the viewer does not look for', { preferences: { genders: ['FEMALE'] } }, { gender: 'MALE' }],
  ['a viewer whose gender they do not look for', {}, { preferences: { genders: ['MALE'] } }],
  ['an age out of the range', { preferences: { ageRange: { min: 18, max: 30 } } }, {}],
  ['a viewer whose age is out of their range', {}, { preferences: { ageRange: { min: 40, max: 50 } } }],
  ['too far away', { preferences: { maxDistanceKm: 20 } }, { location: CITIES.bern }],
  ['a viewer who is too far away for them', {}, { preferences: { maxDistanceKm: 100 }, location: CITIES.geneva }],
  ['not verified', { preferences: { onlyVerified: true } }, {}],
  ['a viewer who is not verified', {}, { preferences: { onlyVerified: true } }],
  ['no interest in common, a dealbreaker', { preferences: { dealbreakers: ['INTERESTS'] } }, { interests: ['Golf'] }],
  ['no language in common, their dealbreaker', {}, { preferences: { languages: ['de'], dealbreakers: ['LANGUAGES'] } }],
  ['another intent, a dealbreaker', { shown: { intent: 'DATING' }, preferences: { dealbreakers: ['INTENT'] } }, {}],
  ['incognito', {}, { shown: { isIncognito: true } }],
])('nobody is shown with %s', async (_, viewer, other) => {
  const ada = await world.join(viewer);
  await world.join(other);
  expect(await idsOf(ada)).toEqual([]);
});

test('who blocks or is blocked, is a friend, suspended, paused, hidden or decided about is not shown, also by a stored deck', async () => {
  const ada = await world.join();
  const others: string[] = [];
  for (let nth = 0; nth < 9; nth += 1) others.push(await world.join());
  expect(await idsOf(ada)).toEqual([...others].sort());
  const [blocked, blocker, friend, suspended, paused, hidden, liked, passed, matched] = others as [string, ...string[]];
  const at = clock.toISOString();
  await world.publish(userBlocked, { userId: ada, blockedId: String(blocked), at });
  await world.publish(userBlocked, { userId: String(blocker), blockedId: ada, at });
  await world.publish(friendshipStarted, { userIds: [ada, String(friend)], at });
  await world.publish(userSuspended, { userId: String(suspended), until: null, at });
  await world.run(String(paused), 'mutation { pauseDiscovery(input: {}) { errors { __typename } } }');
  await world.publish(profileChanged, {
    ...{ userId: String(hidden), nickname: 'x', gender: 'FEMALE', interests: [], city: null, country: null },
    ...{ visibility: 'FRIENDS', revision: 2 },
  });
  const decide = (otherId: unknown, kind: string, until: Date | null) => world.sql.$executeRaw`
    INSERT INTO discovery_decision (id, user_id, other_id, kind, decided_at, hidden_until)
    VALUES (${newId('dlk', clock)}, ${ada}, ${otherId}, ${kind}, ${clock}, ${until})`;
  await decide(liked, 'LIKE', null);
  await decide(passed, 'PASS', new Date(clock.getTime() + 1_000));
  const [low, high] = [ada, String(matched)].sort();
  await world.sql.$executeRaw`
    INSERT INTO discovery_match (id, low_id, high_id, created_at, ended_at)
    VALUES (${newId('mat', clock)}, ${low}, ${high}, ${clock}, ${clock})`;

  expect(await idsOf(ada)).toEqual([]);
  clock = new Date(clock.getTime() + 3_600_000);
  expect(await idsOf(ada)).toEqual([passed]);
});

test('who is incognito is shown to whom they like', async () => {
  const ada = await world.join();
  const ben = await world.join({ shown: { isIncognito: true } });
  await world.sql.$executeRaw`
    INSERT INTO discovery_decision (id, user_id, other_id, kind, decided_at)
    VALUES (${newId('dlk', clock)}, ${ben}, ${ada}, 'LIKE', ${clock})`;
  expect(await idsOf(ada)).toEqual([ben]);
});

test('pages are stable and complete while Redis loses everything, people are decided about, and likes change the counts', async () => {
  const ada = await world.join();
  const others: string[] = [];
  for (let nth = 0; nth < 12; nth += 1)
    others.push(await world.join({ interests: [['Chess', 'Hiking', 'Golf'][nth % 3] ?? ''] }));
  const whole = await pageOf(ada, { first: 20 });
  const order = whole.people.map(({ user }) => user.id);
  expect([...order].sort()).toEqual([...others].sort());

  const paged: string[] = [];
  let after: string | null = null;
  for (let nth = 0; nth < 4; nth += 1) {
    const { people, pageInfo } = await pageOf(ada, { first: 3, after });
    paged.push(...people.map(({ user }) => user.id));
    after = pageInfo.endCursor;
    expect(pageInfo.hasNextPage).toBe(nth < 3);
    await world.flushRedis();
  }
  // Everybody was seen by now, and the order within them is by score as before.
  expect(paged).toEqual(order);
});

test('a forged cursor, too large a page and a malformed filter are refused', async () => {
  const ada = await world.join();
  await expect(pageOf(ada, { after: 'nonsense' })).rejects.toThrow('BAD_USER_INPUT');
  await expect(pageOf(ada, { first: 21 })).rejects.toThrow('BAD_USER_INPUT');
  await expect(pageOf(ada, { filter: { maxDistanceKm: 0 } })).rejects.toThrow('BAD_USER_INPUT');
  await expect(pageOf(ada, { filter: { interests: Array.from({ length: 10_000 }, () => 'x') } })).rejects.toThrow(
    'BAD_USER_INPUT',
  );
});

test('a filter takes the place of preferences, and photos come from profile', async () => {
  const ada = await world.join({ preferences: { maxDistanceKm: 5 } });
  const bern = await world.join({ location: CITIES.bern });
  expect(await idsOf(ada)).toEqual([]);
  expect(await idsOf(ada, { filter: { maxDistanceKm: 100 } })).toEqual([bern]);
  const photos = `query { discoveryCandidates(filter: { maxDistanceKm: 100 }) { edges { node { photos { id file { id access } } } } } }`;
  expect((await world.run(ada, photos))['discoveryCandidates']).toEqual({
    edges: [{ node: { photos: [{ id: `photo of ${bern}`, file: { id: 'fil_1', access: 'token' } }] } }],
  });
});

test('who is not shown themselves is shown nobody', async () => {
  const ada = await world.join();
  await world.join();
  await world.run(ada, 'mutation { pauseDiscovery(input: {}) { errors { __typename } } }');
  expect(await idsOf(ada)).toEqual([]);
});

test('whoever was seen comes after those who were not, and counts as shown once', async () => {
  const ada = await world.join();
  const first = await world.join();
  await pageOf(ada);
  clock = new Date(clock.getTime() + 3_600_000);
  const second = await world.join({ interests: ['Golf'] });
  const { people } = await pageOf(ada);
  expect(people.map(({ user }) => user.id)).toEqual([second, first]);
});
