import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import type { SocialContext } from '../../context.ts';
import { NOW, rowOf } from '../../fixtures/feed-operations.ts';
import { readFeedItem } from './read-feed-item.ts';

type Read = SocialContext['repository']['feedItem'];

const worldOf = (found: Awaited<ReturnType<Read>>) => ({
  caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
  now: () => NOW,
  repository: { feedItem: jest.fn<Read>(async () => found) },
});

test('a post comes in with its reason', async () => {
  const item = await readFeedItem(worldOf({ row: rowOf(1), mutedWords: [] }), 'pst_1', 'FOLLOWING');
  expect(item).toMatchObject({ row: { id: 'pst_1' }, score: 94, terms: [{ name: 'recency', points: 94 }] });
});

test('a post that may not be seen, or has a muted word, does not', async () => {
  expect(await readFeedItem(worldOf(null), 'pst_1', 'FOLLOWING')).toBeNull();
  expect(await readFeedItem(worldOf({ row: rowOf(1), mutedWords: ['post'] }), 'pst_1', 'FOLLOWING')).toBeNull();
});

test.each([
  ['FOLLOWING', false, true],
  ['LATEST', false, false],
  ['FOR_YOU', true, true],
] as const)('%s has tags: %s, and obeys the policy: %s', async (kind, includesTags, obeysPolicy) => {
  const world = worldOf(null);
  await readFeedItem(world, 'pst_1', kind);
  expect(world.repository.feedItem.mock.calls[0]?.[0]).toMatchObject({ includesTags, obeysPolicy });
});
