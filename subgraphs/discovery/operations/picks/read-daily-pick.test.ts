import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import type { DiscoveryContext } from '../../context.ts';
import { readDailyPick } from './read-daily-pick.ts';

const NOW = new Date('2026-12-01T12:00:00.000Z');

const worldOf = ({ isPaused = false, hasPick = true, isShown = true } = {}) => {
  const profile = {
    ...{ userId: 'usr_ada', birthDate: '1990-01-01', gender: 'FEMALE', visibility: 'PUBLIC', cell: 'cell' },
    ...{ isEnabled: true, isPaused, pausedUntil: null, genders: [], minAge: 18, maxAge: 120, maxDistanceKm: null },
    ...{ interests: [], soughtInterests: [], dealbreakers: [], languages: [], onlyVerified: false },
    ...{ onlyActiveDays: null, isVerified: false, intent: null },
  };
  const repository = {
    pickOf: jest.fn(async (..._: string[]) => (hasPick ? { userId: 'usr_ada', otherId: 'usr_ben', score: 71 } : null)),
    cards: jest.fn(async (_: object, userIds: readonly string[]) =>
      isShown ? userIds.map((userId) => ({ userId })) : [],
    ),
  };
  const needs = {
    ...{ caller: { ...ANONYMOUS, viewerId: 'usr_ada' }, now: () => NOW, repository },
    ...{ ownProfile: { load: async () => profile }, cells: { around: () => new Map() } },
    candidateTokens: { mint: (shown: object) => JSON.stringify(shown) },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { needs: needs as unknown as DiscoveryContext, repository };
};

test('the viewer gets the person of today, with a token for the score that they had', async () => {
  const { needs, repository } = worldOf();
  expect(await readDailyPick(needs)).toEqual({
    ...{ userId: 'usr_ben', pickedOn: '2026-12-01' },
    candidateToken: JSON.stringify({ viewerId: 'usr_ada', candidateId: 'usr_ben', score: 71 }),
  });
  expect(repository.pickOf).toHaveBeenCalledWith('usr_ada', '2026-12-01');
});

test.each([
  ['nobody was picked', { hasPick: false }],
  ['the viewer has paused', { isPaused: true }],
  ['the two may be shown to each other no longer', { isShown: false }],
])('there is none when %s', async (_, facts) => {
  expect(await readDailyPick(worldOf(facts).needs)).toBeNull();
});
