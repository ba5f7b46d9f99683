import { expect, test } from '@jest/globals';
import { createFeedOperations, NOW, rowOf } from '../../fixtures/feed-operations.ts';
import { readByTime } from './read-by-time.ts';

const RULES = { viewerId: 'usr_ada', listId: null, includeReposts: true, includeComments: false, now: NOW };
const SPAN = { before: null, after: 0, limit: 5, maxPerAuthor: null, keptFeed: null };
const rows = (count: number) => Array.from({ length: count }, (_, at) => rowOf(count - at));
const numbersOf = (posts: Awaited<ReturnType<typeof readByTime>>) => posts.rows.map(({ number }) => Number(number));

test('a page is one read where all comes in', async () => {
  const needs = createFeedOperations({ rows: rows(100) });
  expect(numbersOf(await readByTime(needs, RULES, SPAN))).toEqual([100, 99, 98, 97, 96]);
  expect(needs.repository.feedBatch).toHaveBeenCalledTimes(1);
});

test('where most does not come in, it reads on until the page is full', async () => {
  const needs = createFeedOperations({ rows: rows(900), isUnwanted: ({ number }) => number > 10n });
  expect(numbersOf(await readByTime(needs, RULES, SPAN))).toEqual([10, 9, 8, 7, 6]);
});

test('where hardly anything comes in, it gives up and says where to continue', async () => {
  const needs = createFeedOperations({ rows: rows(9_000), isUnwanted: ({ number }) => number > 10n });
  const first = await readByTime(needs, RULES, SPAN);
  expect(first.rows).toEqual([]);
  const { unreadBelow } = first;
  expect(unreadBelow).toBeGreaterThan(10);
  expect((await readByTime(needs, RULES, { ...SPAN, before: unreadBelow })).unreadBelow).toBeLessThan(unreadBelow ?? 0);
});

test('the end of the feed ends the reading', async () => {
  const needs = createFeedOperations({ rows: rows(3) });
  expect(await readByTime(needs, RULES, SPAN)).toMatchObject({ unreadBelow: null, authorCount: 10 });
  expect(needs.repository.feedBatch).toHaveBeenCalledTimes(1);
});

test('muted words and more of one author than wanted are left out', async () => {
  const mixed = [rowOf(4), rowOf(3, { allText: 'a spoiler' }), rowOf(2), rowOf(1, { authorId: 'usr_eve' })];
  const needs = createFeedOperations({ rows: mixed, mutedWords: ['spoiler'] });
  expect(numbersOf(await readByTime(needs, RULES, SPAN))).toEqual([4, 2, 1]);
  expect(numbersOf(await readByTime(needs, RULES, { ...SPAN, maxPerAuthor: 1 }))).toEqual([4, 1]);
});

test('below its floor a kept feed is read from the tables', async () => {
  const needs = createFeedOperations({ rows: rows(8) });
  const keptFeed = { numbers: [8n, 7n, 6n], floor: 6n, distributedTo: 8n };
  expect(numbersOf(await readByTime(needs, RULES, { ...SPAN, keptFeed }))).toEqual([8, 7, 6, 5, 4]);
  const [first, second] = needs.repository.feedBatch.mock.calls.map(([range]) => range);
  expect(first).toMatchObject({ before: null, keptFeed });
  expect(second).toMatchObject({ before: 6, keptFeed: null });
});
