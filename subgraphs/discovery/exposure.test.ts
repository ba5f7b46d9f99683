import { expect, test } from '@jest/globals';
import { type Ranking, simulate } from './fixtures/simulated-discovery.ts';
import { rankPeople } from './operations/rank-people.ts';

// 2,000 people look for each other on 14 days, ranked as the domain ranks: who is seen, and what comes of it.

const ours: Ranking = (userId, candidates, now) =>
  rankPeople(
    { userId, intent: null },
    candidates.map(({ person }) => person),
    now,
  ).map((entry) => entry.userId);

const popularFirst: Ranking = (_, candidates) =>
  candidates.toSorted((one, other) => other.likes - one.likes).map(({ person }) => person.userId);

test('newcomers are seen at once, nobody is seen by all or by none, and more people like each other than by popularity', () => {
  const outcome = simulate(ours);
  const baseline = simulate(popularFirst);
  const figures = JSON.stringify({ outcome, baseline });
  expect({ figures, isEnough: outcome.leastNewcomerViews >= 20 }).toEqual({ figures, isEnough: true });
  expect({ figures, isFair: outcome.shareOfTopTenth <= 0.35 }).toEqual({ figures, isFair: true });
  expect({ figures, unseen: outcome.unseen }).toEqual({ figures, unseen: 0 });
  expect({ figures, isBetter: outcome.mutualLikes >= 1.5 * baseline.mutualLikes }).toEqual({ figures, isBetter: true });
}, 240_000);
