import { expect, test } from '@jest/globals';
import { type Candidate, rankCandidates } from './rank-candidates.ts';
import { totalOf } from './score-term.ts';

const candidate = (number: number, authorId: string, points: number): Candidate => ({
  number,
  authorId,
  terms: [{ name: 'recency', points }],
});
const EVERYTHING = { limit: 20, shown: new Set<number>(), maxPerAuthor: null };
const numbersOf = (items: readonly Candidate[]): number[] => items.map(({ number }) => number);

test('the best come first, and of equal ones the newest', () => {
  const items = [candidate(1, 'ada', 50), candidate(2, 'ben', 90), candidate(3, 'eve', 50)];
  expect(numbersOf(rankCandidates(items, EVERYTHING))).toEqual([2, 3, 1]);
});

test('one author does not fill the page, and what is subtracted is among the terms', () => {
  const items = [candidate(1, 'ada', 90), candidate(2, 'ada', 89), candidate(3, 'ben', 65), candidate(4, 'eve', 20)];
  const ranked = rankCandidates(items, EVERYTHING);
  expect(numbersOf(ranked)).toEqual([1, 3, 2, 4]);
  for (const { terms, score } of ranked) expect(totalOf(terms)).toBe(score);
  expect(ranked[2]?.terms).toContainEqual({ name: 'variety', points: -60 });
});

test('the reader limits the posts of an author on a page', () => {
  const items = [candidate(1, 'ada', 90), candidate(2, 'ada', 89), candidate(3, 'ada', 88), candidate(4, 'ben', 1)];
  expect(numbersOf(rankCandidates(items, { ...EVERYTHING, maxPerAuthor: 2 }))).toEqual([1, 2, 4]);
});

test('pages show everything once, whatever changes between them', () => {
  const shown = new Set<number>();
  for (let page = 0; page < 6; page += 1) {
    // Points change from page to page, as likes arrive.
    const items = Array.from({ length: 50 }, (_, at) => candidate(at, `author ${at % 7}`, (at * 37 + page * 11) % 50));
    for (const { number } of rankCandidates(items, { limit: 10, shown, maxPerAuthor: null })) {
      expect(shown).not.toContain(number);
      shown.add(number);
    }
  }
  expect(shown.size).toBe(50);
});
