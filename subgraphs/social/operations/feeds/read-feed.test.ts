import { expect, test } from '@jest/globals';
import { createFeedOperations, rowOf, USUAL_POLICY } from '../../fixtures/feed-operations.ts';
import { readFeed } from './read-feed.ts';

const rows = (count: number) => Array.from({ length: count }, (_, at) => rowOf(count - at));
const idsOf = ({ edges }: Awaited<ReturnType<typeof readFeed>>) => edges.map(({ node }) => node.row.id);

test('pages continue where the last one ended', async () => {
  const needs = createFeedOperations({ rows: rows(5) });
  const first = await readFeed(needs, { kind: 'LATEST', first: 3 });
  expect(idsOf(first)).toEqual(['pst_5', 'pst_4', 'pst_3']);
  expect(first.pageInfo).toMatchObject({ hasNextPage: true, hasPreviousPage: false });
  const second = await readFeed(needs, { kind: 'LATEST', first: 3, after: first.pageInfo.endCursor });
  expect(idsOf(second)).toEqual(['pst_2', 'pst_1']);
  expect(second.pageInfo).toMatchObject({ hasNextPage: false, hasPreviousPage: true });
});

test('FOLLOWING obeys the policy, and LATEST does not', async () => {
  const policy = { ...USUAL_POLICY, maxPerAuthor: 1, includeReplies: true, includeReposts: false };
  const needs = createFeedOperations({ rows: rows(5), policy });
  expect(idsOf(await readFeed(needs, { kind: 'FOLLOWING' }))).toEqual(['pst_5']);
  expect(idsOf(await readFeed(needs, { kind: 'LATEST' }))).toHaveLength(5);
  await readFeed(needs, { kind: 'FOLLOWING', includeReposts: true });
  expect(needs.repository.feedBatch.mock.calls.map(([range]) => [range.includeReposts, range.includeComments])).toEqual(
    [
      [false, true],
      [true, false],
      [true, true],
    ],
  );
});

test.each([
  ['FOR_YOU', 'NEWEST', null, true],
  ['FOLLOWING', 'RANKED', null, false],
  ['FOR_YOU', 'NEWEST', 'lst_1', false],
] as const)('%s of who orders %s (list %s) is ranked', async (kind, order, listId, includesOthers) => {
  const needs = createFeedOperations({ rows: rows(3), policy: { ...USUAL_POLICY, order } });
  const page = await readFeed(needs, { kind, listId });
  expect(page.edges[0]?.node.terms.length).toBeGreaterThan(1);
  expect(needs.repository.rankedWindow.mock.calls[0]?.[0]).toMatchObject({ listId, includesOthers });
  // What is kept is not the feed of a list.
  expect(needs.keptFeeds.read).toHaveBeenCalledTimes(listId === null ? 1 : 0);
});

test('the feed of who follows many is kept once a visit', async () => {
  const needs = createFeedOperations({ rows: rows(5), authorCount: 701 });
  const { pageInfo } = await readFeed(needs, { kind: 'LATEST', first: 2 });
  expect(needs.keptFeeds.replace).toHaveBeenCalledTimes(1);
  await readFeed(needs, { kind: 'LATEST', first: 2, after: pageInfo.endCursor });
  await readFeed(needs, { kind: 'LATEST', listId: 'lst_1' });
  expect(needs.keptFeeds.replace).toHaveBeenCalledTimes(1);
});

test.each([
  ['a size above 100', { first: 101 }],
  ['a size below 0', { first: -1 }],
  ['a cursor of nothing', { after: 'x' }],
])('%s is refused', async (_, page) => {
  const needs = createFeedOperations({ rows: rows(1) });
  await expect(readFeed(needs, { kind: 'LATEST', ...page })).rejects.toMatchObject({
    extensions: { code: 'BAD_USER_INPUT' },
  });
});

test('a visitor has no feed', async () => {
  await expect(readFeed(createFeedOperations({ viewerId: null }), { kind: 'LATEST' })).rejects.toMatchObject({
    extensions: { code: 'UNAUTHENTICATED' },
  });
});
