import { expect, test } from '@jest/globals';
import type { NotificationType } from '../../events.ts';
import { hiddenReason } from './hidden-reason.ts';

test.each<[hasUnfollowed: boolean, isHidden: boolean, reason: string | null]>([
  [false, false, null],
  [true, false, 'FOLLOWERS_ONLY'],
  [true, true, 'ACTOR_HIDDEN'],
])('a stream for followers, unfollowed %s, blocked %s: %s', (hasUnfollowed, isHidden, reason) => {
  const notification = { type: 'LIVE_STREAM', data: { visibility: 'FOLLOWERS' } } as const;
  expect(hiddenReason(notification, { isHidden, hasUnfollowed, hasEnded: true })).toBe(reason);
});

test.each<[NotificationType, string | null, boolean, boolean, string | null]>([
  ['MESSAGE', null, false, false, null],
  ['MESSAGE', null, true, false, 'ACTOR_HIDDEN'],
  ['MESSAGE', null, false, true, null],
  ['FRIEND_REQUEST', null, true, true, 'ACTOR_HIDDEN'],
  ['FRIENDSHIP', null, true, true, 'ACTOR_HIDDEN'],
  ['FRIENDSHIP', null, false, true, null],
  ['LIVE_STREAM', 'FRIENDS', false, false, null],
  ['LIVE_STREAM', 'FRIENDS', false, true, 'FRIENDS_ONLY'],
  ['LIVE_STREAM', 'FRIENDS', true, false, 'ACTOR_HIDDEN'],
  ['LIVE_STREAM', 'FRIENDS', true, true, 'ACTOR_HIDDEN'],
  ['LIVE_STREAM', 'PUBLIC', false, true, null],
  ['LIVE_STREAM', 'PUBLIC', true, true, 'ACTOR_HIDDEN'],
  // A notification from before visibility was stored is treated as for friends.
  ['LIVE_STREAM', null, false, true, 'FRIENDS_ONLY'],
  ['ACCOUNT', null, true, true, null],
  ['ANNOUNCEMENT', null, true, true, null],
])('%s, a stream for %s, blocked %s, friendship over %s: %s', (type, visibility, isHidden, hasEnded, reason) => {
  const data: Record<string, string> = visibility === null ? {} : { visibility };
  expect(hiddenReason({ type, data }, { isHidden, hasEnded, hasUnfollowed: true })).toBe(reason);
});
