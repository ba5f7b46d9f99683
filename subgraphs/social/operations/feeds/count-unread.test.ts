import { expect, test } from '@jest/globals';
import { createFeedOperations, rowOf } from '../../fixtures/feed-operations.ts';
import { countUnread, MAX_UNREAD } from './count-unread.ts';

const rows = (count: number) => Array.from({ length: count }, (_, at) => rowOf(count - at));

test('posts of others since the mark are unread', async () => {
  const needs = createFeedOperations({ rows: [rowOf(4), rowOf(3, { kind: 'OWN' }), rowOf(2), rowOf(1)] });
  expect(await countUnread(needs, 'usr_ada')).toBe(3);
  await needs.repository.moveFeedMark('usr_ada', 2);
  expect(await countUnread(needs, 'usr_ada')).toBe(1);
});

test('no more than a hundred are counted', async () => {
  expect(await countUnread(createFeedOperations({ rows: rows(500) }), 'usr_ada')).toBe(MAX_UNREAD);
});
