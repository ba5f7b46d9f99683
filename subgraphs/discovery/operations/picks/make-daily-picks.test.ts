import { expect, jest, test } from '@jest/globals';
import type { DiscoveryContext } from '../../context.ts';
import type { StoredPick } from '../../repository/index.ts';
import { makeDailyPicks } from './make-daily-picks.ts';

const NOW = new Date('2026-12-01T12:00:00.000Z');

/** People who have as many interests in common as the table says, and may all be shown to each other. */
function worldOf(interests: Readonly<Record<string, readonly string[]>>, { hasPicks = false } = {}) {
  const names = Object.keys(interests);
  const profileOf = (userId: string) => ({
    ...{ userId, birthDate: '1990-01-01', gender: 'FEMALE', cell: 'cell', interests: interests[userId] ?? [] },
    ...{ genders: [], minAge: 18, maxAge: 120, maxDistanceKm: null, soughtInterests: [], dealbreakers: [] },
    ...{ languages: [], onlyVerified: false, onlyActiveDays: null, isVerified: false, intent: null },
  });
  const repository = {
    hasPicks: async () => hasPicks,
    newcomers: jest.fn(async (..._: unknown[]) => names.slice(0, 2)),
    lockPicks: jest.fn(async () => undefined),
    activePeople: jest.fn(async (..._: unknown[]) => names),
    profiles: async (userIds: readonly string[]) => userIds.map(profileOf),
    candidates: jest.fn(async ({ viewerId }: { readonly viewerId: string }) =>
      names
        .filter((name) => name !== viewerId)
        .map((userId) => ({
          ...{ userId, intent: null, hasSought: 1, seeksViewer: 1, speaksSame: 1 },
          sharedInterests: (interests[viewerId] ?? []).filter((one) => interests[userId]?.includes(one)).length,
          ...{ distanceKm: 5, lastActiveAt: NOW, enabledAt: NOW, shownCount: 0, receivedLikes: 0, answeredLikes: 0 },
        })),
    ),
    savePicks: jest.fn(async (_day: string, _picks: readonly StoredPick[]) => undefined),
  };
  const transaction = (work: (store: object) => unknown) => work(repository);
  const needs = { now: () => NOW, cells: { around: () => new Map() }, repository: { ...repository, transaction } };
  // as: an operation that reaches for another part of the context fails its test.
  return { needs: needs as unknown as DiscoveryContext, repository };
}

const WORLD = {
  usr_ada: ['maps', 'tea', 'chess'],
  usr_ben: ['maps', 'tea', 'chess'],
  usr_cleo: ['maps', 'tea'],
  usr_dan: ['rain'],
  usr_eve: [],
};

test('those who suit each other best get each other, both with the score of the other', async () => {
  const { needs, repository } = worldOf(WORLD);
  await makeDailyPicks(needs, new AbortController().signal);
  const [day, picks] = repository.savePicks.mock.calls[0] ?? ['', []];
  expect(day).toBe('2026-12-01');
  const pairs = new Map(picks.map(({ userId, otherId }) => [userId, otherId]));
  expect(pairs.get('usr_ada')).toBe('usr_ben');
  expect(pairs.get('usr_ben')).toBe('usr_ada');
  expect(pairs.size).toBe(4);
  for (const { score } of picks) expect(score).toBeGreaterThan(0);
});

test('in a day that has its picks, those who have just joined get each other', async () => {
  const { needs, repository } = worldOf(WORLD, { hasPicks: true });
  await makeDailyPicks(needs, new AbortController().signal);
  expect(repository.activePeople).not.toHaveBeenCalled();
  expect(repository.lockPicks).toHaveBeenCalledTimes(1);
  expect(repository.savePicks.mock.calls[0]?.[1].map(({ userId }) => userId)).toEqual(['usr_ada', 'usr_ben']);
});

test('a process that stops stores nothing, and nothing is stored where nobody suits anybody', async () => {
  const { needs, repository } = worldOf(WORLD);
  await makeDailyPicks(needs, AbortSignal.abort());
  expect(repository.candidates).not.toHaveBeenCalled();
  const lonely = worldOf({ usr_ada: [] });
  await makeDailyPicks(lonely.needs, new AbortController().signal);
  for (const one of [repository, lonely.repository]) expect(one.savePicks).not.toHaveBeenCalled();
});
