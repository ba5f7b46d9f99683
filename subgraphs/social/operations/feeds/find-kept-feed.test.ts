import { expect, test } from '@jest/globals';
import { createFeedOperations, NOW, rowOf } from '../../fixtures/feed-operations.ts';
import { findKeptFeed, keepFeed } from './find-kept-feed.ts';

const KEPT_FEED = { numbers: [3n, 2n], floor: 2n, version: 'v1' };
const rows = [rowOf(5), rowOf(4), rowOf(3), rowOf(2)];

test('a kept feed says up to where posts were added to it', async () => {
  const needs = createFeedOperations({ rows, keptFeed: KEPT_FEED, state: { distributedTo: 4n } });
  expect(await findKeptFeed(needs, 'usr_ada')).toEqual({ numbers: [3n, 2n], floor: 2n, distributedTo: 4n });
});

test('what is kept is read after what is known of it: a post that is added in between is in one of the two', async () => {
  const needs = createFeedOperations({ rows, keptFeed: KEPT_FEED });
  const order: string[] = [];
  needs.keptFeeds.read.mockImplementation(async () => {
    order.push('keptFeed');
    return KEPT_FEED;
  });
  needs.repository.feedState.mockImplementation(async () => {
    order.push('state');
    return { head: 5n, distributedTo: 5n, followCount: 800, version: 'v1', readAt: NOW };
  });
  await findKeptFeed(needs, 'usr_ada');
  expect(order).toEqual(['keptFeed', 'state', 'keptFeed']);
});

test.each([
  ['there is none', null, {}],
  ['it was made of other follows', KEPT_FEED, { version: 'v2' }],
  ['too many posts wait to be added', KEPT_FEED, { head: 9_000n, distributedTo: 5_999n }],
])('nothing is used when %s', async (_, keptFeed, state) => {
  expect(await findKeptFeed(createFeedOperations({ rows, keptFeed, state }), 'usr_ada')).toBeNull();
});

test('who has no kept feed costs no statement', async () => {
  const needs = createFeedOperations({ rows });
  await findKeptFeed(needs, 'usr_ada');
  expect(needs.repository.feedState).not.toHaveBeenCalled();
});

test('that a feed is read is noted once a day', async () => {
  const noted = createFeedOperations({
    rows,
    keptFeed: KEPT_FEED,
    state: { readAt: new Date(NOW.getTime() - 3_600_000) },
  });
  await findKeptFeed(noted, 'usr_ada');
  expect(noted.repository.noteFeedRead).not.toHaveBeenCalled();
  const old = createFeedOperations({
    rows,
    keptFeed: KEPT_FEED,
    state: { readAt: new Date(NOW.getTime() - 86_400_000) },
  });
  await findKeptFeed(old, 'usr_ada');
  expect(old.repository.noteFeedRead).toHaveBeenCalledWith('usr_ada', NOW);
  expect(old.keptFeeds.prolong).toHaveBeenCalledWith('usr_ada');
});

test('the newest posts are kept, after it was noted that they are read', async () => {
  const needs = createFeedOperations({ rows });
  let loaded: unknown;
  needs.keptFeeds.replace.mockImplementation(async (_, load) => {
    expect(needs.repository.noteFeedRead).toHaveBeenCalled();
    loaded = await load();
  });
  await keepFeed(needs, 'usr_ada');
  expect(loaded).toEqual({ numbers: [5n, 4n, 3n], floor: 3n, version: 'v1' });
});

test('a feed that is kept whole is complete from the first post on', async () => {
  const needs = createFeedOperations({ rows: [rowOf(5)] });
  let loaded: unknown;
  needs.keptFeeds.replace.mockImplementation(async (_, load) => {
    loaded = await load();
  });
  await keepFeed(needs, 'usr_ada');
  expect(loaded).toMatchObject({ floor: 1n });
});

test('the feed of who follows few is not kept', async () => {
  const needs = createFeedOperations({ rows, state: { followCount: 700 } });
  await keepFeed(needs, 'usr_ada');
  expect(needs.keptFeeds.replace).not.toHaveBeenCalled();
});
