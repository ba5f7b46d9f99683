import { expect, test } from '@jest/globals';
import { totalOf } from './score-term.ts';
import { type ScoreSignals, scoreTerms, USUAL_WEIGHTS } from './score-terms.ts';

const PLAIN: ScoreSignals = {
  ageHours: 0,
  followWeight: 1,
  interactions: 0,
  shownOfAuthor: 0,
  likeCount: 0,
  commentCount: 0,
  repostCount: 0,
  reach: 100,
  networkCount: 0,
  hasFollowedTag: false,
  timesSeen: 0,
  hiddenOfAuthor: 0,
};

const scoreOf = (signals: Partial<ScoreSignals>, weights = USUAL_WEIGHTS): number =>
  totalOf(scoreTerms({ ...PLAIN, ...signals }, weights));

test('a post that nobody has reacted to is worth its recency and the benefit of the doubt', () => {
  expect(scoreTerms(PLAIN, USUAL_WEIGHTS)).toEqual([
    { name: 'recency', points: 100 },
    { name: 'affinity', points: 100 },
  ]);
  expect(scoreOf({ ageHours: 12 })).toBe(150);
  expect(scoreOf({ ageHours: 24 })).toBe(125);
});

test.each<[string, Partial<ScoreSignals>, Partial<ScoreSignals>]>([
  ['an author the reader reacts to', { interactions: 6 }, {}],
  ['an author of whom the reader has seen nothing, before one who leaves them cold,', {}, { shownOfAuthor: 10 }],
  ['an author the reader wants to see more of', { followWeight: 2 }, {}],
  ['an author the reader wants to see less of', {}, { followWeight: 0.5 }],
  ['a post that pleases a tenth of those who see it', { likeCount: 10 }, { likeCount: 1 }],
  [
    'a small post that pleases before a large one that does not',
    { likeCount: 10, reach: 40 },
    { likeCount: 40, reach: 4_000 },
  ],
  ['a post that friends react to', { networkCount: 3 }, { networkCount: 1 }],
  ['a followed tag', { hasFollowedTag: true }, {}],
  ['a post that nobody has seen yet', { reach: 0 }, { reach: 20 }],
  ['a post that the reader has not seen', {}, { timesSeen: 1 }],
  ['an author of whom nothing was hidden', {}, { hiddenOfAuthor: 1 }],
])('%s ranks higher', (_, higher, lower) => {
  expect(scoreOf(higher)).toBeGreaterThan(scoreOf(lower));
});

test('one like of one person is no proof', () => {
  expect(scoreOf({ likeCount: 1, reach: 1 })).toBeLessThan(scoreOf({ likeCount: 100, reach: 200 }));
});

test('the reader decides what counts', () => {
  const popular = { likeCount: 50, ageHours: 48 };
  const nothing = { recency: 0, affinity: 0, engagement: 0, socialProof: 0, tags: 0 };
  expect(scoreOf(popular)).toBeGreaterThan(0);
  expect(scoreTerms({ ...PLAIN, ...popular, interactions: 5, networkCount: 2, hasFollowedTag: true }, nothing)).toEqual(
    [],
  );
  expect(scoreOf(popular, { ...nothing, engagement: 2 })).toBeGreaterThan(
    scoreOf(popular, { ...nothing, engagement: 1 }),
  );
});

test('terms are whole points, so that they add up exactly', () => {
  const terms = scoreTerms(
    { ...PLAIN, ageHours: 7.3, interactions: 2.5, likeCount: 7, networkCount: 4 },
    USUAL_WEIGHTS,
  );
  expect(terms.every(({ points }) => Number.isInteger(points))).toBe(true);
  expect(terms.length).toBe(4);
});
