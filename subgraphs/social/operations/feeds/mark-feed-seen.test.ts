import { expect, test } from '@jest/globals';
import { encodeCursor } from '../../../../runtime/live/cursor.ts';
import { createFeedOperations, NOW, rowOf } from '../../fixtures/feed-operations.ts';
import { encodeChronological, scopeOf } from './feed-cursor.ts';
import { markFeedSeen } from './mark-feed-seen.ts';
import { encodeRanked } from './ranked-cursor.ts';

const rows = [5, 4, 3, 2, 1].map((number) => rowOf(number));
const ranked = { ceiling: 4, asOf: NOW.getTime(), top: 4, floor: 1, shown: [2] };

test.each([
  ['an edge in order of time', encodeChronological(scopeOf('LATEST', 'time', null), 3), 2],
  [
    'an edge in order of score: all that was there when the feed was opened',
    encodeRanked(scopeOf('FOR_YOU', 'score', null), ranked),
    1,
  ],
  ['the stream', encodeCursor('social.posts', 'all', 5, '00000001'), 0],
  ['a number that is not there yet', encodeChronological(scopeOf('LATEST', 'time', null), 900), 0],
])('a cursor of %s marks what came up to it', async (_, cursor, unread) => {
  expect(await markFeedSeen(createFeedOperations({ rows }), { cursor })).toEqual({ ok: true, value: unread });
});

test.each([
  ['of another list', Buffer.from('["lists",3]').toString('base64url')],
  ['of another stream', encodeCursor('chat.messages', 'all', 5, '00000001')],
  ['of nobody', 'x'],
])('a cursor %s is refused', async (_, cursor) => {
  const needs = createFeedOperations({ rows });
  expect(await markFeedSeen(needs, { cursor })).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidInput', path: ['input', 'cursor'] },
  });
  expect(needs.repository.moveFeedMark).not.toHaveBeenCalled();
});
