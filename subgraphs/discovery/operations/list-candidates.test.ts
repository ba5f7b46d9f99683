import { expect, jest, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../fixtures/operation-world.ts';
import type { CandidateQuery, DiscoveryProfile, PersonCard, RankedPerson } from '../repository/index.ts';
import type { CandidateTokens } from './candidate-token.ts';
import type { Deck } from './deck.ts';
import { listCandidates } from './list-candidates.ts';
import { scoreOf } from './score.ts';

const person = (userId: string, sharedInterests: number, wasSeen = false): RankedPerson => ({
  ...{ userId, sharedInterests, hasSought: 1, seeksViewer: 1, speaksSame: 2, intent: 'DATING', distanceKm: 5 },
  ...{ lastActiveAt: NOW, enabledAt: NOW, shownCount: 0, receivedLikes: 0, answeredLikes: 0, wasSeen },
});

const card = (userId: string): PersonCard => ({
  ...{ id: `dpf ${userId}`, userId, birthDate: '1990-01-01', headline: null, intent: null, prompts: [] },
  ...{ isVerified: false, interests: ['CHESS', 'Golf'], distanceKm: 5 },
});

function createWorld(people: readonly RankedPerson[], profile: Partial<DiscoveryProfile> = {}) {
  const { context } = createOperationWorld(profile);
  const stored = new Map<string, Deck>();
  const gone = new Set<string>();
  const repository = {
    candidates: jest.fn(async (_: CandidateQuery) => people),
    cards: jest.fn(async (_: CandidateQuery, ids: readonly string[], limit: number) =>
      ids
        .filter((id) => !gone.has(id))
        .map(card)
        .slice(0, limit),
    ),
    noteShown: jest.fn(async (..._: unknown[]) => undefined),
  };
  const decks = {
    find: async (key: string) => stored.get(key) ?? null,
    store: async (key: string, deck: Deck) => {
      stored.set(key, deck);
      return deck;
    },
    remove: async (key: string) => void stored.delete(key),
  };
  const candidateTokens: CandidateTokens = { mint: ({ candidateId }) => `token ${candidateId}`, read: () => null };
  return { needs: { ...context, decks, candidateTokens, repository }, stored, gone, repository };
}

const ids = (listed: readonly { readonly candidate: PersonCard }[]) => listed.map(({ candidate }) => candidate.userId);
const FIRST = { from: null, limit: 21 };

test('people are ranked by score, those whom the viewer has seen last, with shares that add up', async () => {
  const world = createWorld([person('usr_seen', 5, true), person('usr_one', 1), person('usr_three', 3)]);
  const listed = await listCandidates(world.needs, null, FIRST);
  expect(ids(listed)).toEqual(['usr_three', 'usr_one', 'usr_seen']);
  for (const { candidate } of listed) expect(scoreOf(candidate)).toBe(candidate.score);
  expect(listed[0]?.candidate).toMatchObject({
    ...{ age: 36, sharedInterests: ['CHESS'], candidateToken: 'token usr_three' },
  });
  expect(world.repository.noteShown).toHaveBeenCalledWith('usr_ada', ['usr_three', 'usr_one', 'usr_seen'], NOW);
});

test('a list is ranked once, and goes on where a page ended, also when its deck is lost', async () => {
  const world = createWorld([person('usr_1', 3), person('usr_2', 2), person('usr_3', 1)]);
  const [first] = await listCandidates(world.needs, null, { from: null, limit: 2 });
  if (first === undefined) throw new Error('nobody');
  expect(ids(await listCandidates(world.needs, null, { from: first, limit: 21 }))).toEqual(['usr_2', 'usr_3']);
  expect(world.repository.candidates).toHaveBeenCalledTimes(1);

  world.stored.clear();
  const later = { ...world.needs, now: () => new Date(NOW.getTime() + 60_000) };
  expect(ids(await listCandidates(later, null, { from: first, limit: 21 }))).toEqual(['usr_2', 'usr_3']);
  expect(world.repository.candidates.mock.lastCall?.[0].asOf).toEqual(NOW);
});

test('who has decided about a full deck gets the next one at once', async () => {
  const world = createWorld(Array.from({ length: 120 }, (_, nth) => person(`usr_${nth}`, 0)));
  const shown = ids(await listCandidates(world.needs, null, { from: null, limit: 200 }));
  expect(shown).toHaveLength(100);
  for (const id of shown) world.gone.add(id);
  await listCandidates(world.needs, null, FIRST);
  expect(world.repository.candidates).toHaveBeenCalledTimes(2);
});

test.each<[string, Partial<DiscoveryProfile>]>([
  ['is not in discovery', { isEnabled: false }],
  ['has paused', { isPaused: true }],
  ['lacks a gender', { gender: null }],
])('a viewer who %s is shown nobody', async (_, profile) => {
  const world = createWorld([person('usr_1', 1)], profile);
  expect(await listCandidates(world.needs, null, FIRST)).toEqual([]);
  expect(world.repository.candidates).not.toHaveBeenCalled();
});

test('a filter takes the place of preferences, as buckets and keys; a malformed one is a fault', async () => {
  const world = createWorld([], { maxDistanceKm: 5, genders: ['MALE'], dealbreakers: ['INTENT'] });
  await listCandidates(world.needs, { maxDistanceKm: 21, interests: ['TEA'] }, FIRST);
  expect(world.repository.candidates.mock.lastCall?.[0]).toMatchObject({
    ...{ maxDistanceKm: 50, requiredInterests: ['tea'], requiredIntent: 'DATING', genders: ['MALE'] },
  });
  await expect(listCandidates(world.needs, { onlyActiveDays: 91 }, FIRST)).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('the order of people of one score differs by viewer', async () => {
  const people = Array.from({ length: 20 }, (_, nth) => person(`usr_${nth}`, 1));
  const orderFor = async (userId: string) =>
    ids(await listCandidates(createWorld(people, { userId }).needs, null, FIRST));
  expect(await orderFor('usr_ada')).not.toEqual(await orderFor('usr_ben'));
});
