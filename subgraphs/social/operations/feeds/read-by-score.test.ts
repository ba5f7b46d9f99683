import { expect, test } from '@jest/globals';
import { createFeedOperations, NOW, rowOf, USUAL_POLICY } from '../../fixtures/feed-operations.ts';
import type { RankedPosition } from './ranked-cursor.ts';
import { readByScore } from './read-by-score.ts';
import { totalOf } from './score-term.ts';

const RULES = {
  ...{ viewerId: 'usr_ada', listId: null, now: NOW },
  includeReposts: true,
  includeComments: false,
  includesOthers: true,
};
const PAGE = { from: null, limit: 4, keptFeed: null, maxPerAuthor: null, weights: USUAL_POLICY.weights };
/** Ten to a window; every third is liked. */
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) =>
    rowOf(count - at, { authorId: `usr_${at % 5}`, likeCount: (count - at) % 3 === 0 ? 50 : 0 }),
  );

test('the best posts of a window come first, with terms that add up', async () => {
  const { posts, authorCount } = await readByScore(createFeedOperations({ rows: rows(10) }), RULES, PAGE);
  expect(
    posts
      .slice(0, 3)
      .map(({ row }) => Number(row.number))
      .toSorted(),
  ).toEqual([3, 6, 9]);
  for (const { terms, score } of posts) expect(totalOf(terms)).toBe(score);
  expect(authorCount).toBe(10);
});

test('windows follow each other until all is shown, each post once', async () => {
  const needs = createFeedOperations({ rows: rows(35) });
  const shown: number[] = [];
  let from: RankedPosition | null = null;
  for (;;) {
    const { posts } = await readByScore(needs, RULES, { ...PAGE, from });
    if (posts.length === 0) break;
    shown.push(...posts.map(({ row }) => Number(row.number)));
    from = posts.at(-1)?.position ?? null;
  }
  expect(shown.length).toBe(35);
  expect(new Set(shown).size).toBe(35);
  expect(from).toMatchObject({ ceiling: 35, asOf: NOW.getTime() });
});

test('all pages are scored for the time of the first one', async () => {
  const needs = createFeedOperations({ rows: rows(10) });
  const [first] = (await readByScore(needs, RULES, PAGE)).posts;
  const later = { ...RULES, now: new Date(NOW.getTime() + 86_400_000) };
  const [second] = (await readByScore(needs, later, { ...PAGE, from: first?.position ?? null })).posts;
  expect(second?.position.asOf).toBe(NOW.getTime());
  expect(second?.terms.find(({ name }) => name === 'recency')?.points).toBe(94);
});

test('muted words are left out, and no author has more on a page than wanted', async () => {
  const needs = createFeedOperations({
    rows: [rowOf(9, { allText: 'a spoiler' }), ...rows(8)],
    mutedWords: ['spoiler'],
  });
  const { posts } = await readByScore(needs, RULES, { ...PAGE, limit: 10, maxPerAuthor: 1 });
  expect(posts.map(({ row }) => row.authorId).toSorted()).toEqual(['usr_0', 'usr_1', 'usr_2', 'usr_3', 'usr_4']);
});

test('a kept feed is used for windows that it covers', async () => {
  const needs = createFeedOperations({ rows: rows(30) });
  const keptFeed = { numbers: [], floor: 15n, distributedTo: 30n };
  await readByScore(needs, RULES, { ...PAGE, limit: 25, keptFeed });
  expect(needs.repository.rankedWindow.mock.calls.map(([range]) => range.keptFeed !== null)).toEqual([
    true,
    true,
    false,
  ]);
});
