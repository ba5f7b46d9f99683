import { expect, test } from '@jest/globals';
import type { Relationship } from '../repository/relationships.ts';
import type { FriendRequestStatus } from '../repository/requests.ts';
import { seenFromOther, statusOf } from './friendship-status.ts';

const at = new Date('2026-11-20T12:00:00.000Z');
const tie = { id: 'tie_1', since: at };
const NOTHING: Relationship = {
  viewerId: 'usr_ada',
  otherId: 'usr_bob',
  friendship: null,
  blockByViewer: null,
  blockByOther: null,
  request: null,
};
const requested = (senderId: string, receiverId: string, status: FriendRequestStatus = 'REQUESTED') => ({
  request: { id: 'frq_1', senderId, receiverId, status, createdAt: at, updatedAt: at },
});
const byAda = requested('usr_ada', 'usr_bob');
const byBob = requested('usr_bob', 'usr_ada');
const accepted = requested('usr_ada', 'usr_bob', 'ACCEPTED');
const rejected = requested('usr_ada', 'usr_bob', 'REJECTED');

test.each([
  ['nothing between them', {}, 'NONE', 'NONE'],
  ['Ada asked', byAda, 'REQUESTED_BY_VIEWER', 'REQUESTED_BY_USER'],
  ['Bob asked', byBob, 'REQUESTED_BY_USER', 'REQUESTED_BY_VIEWER'],
  ['Ada took her request back', requested('usr_ada', 'usr_bob', 'CANCELLED'), 'NONE', 'NONE'],
  ['Bob turned Ada down', rejected, 'REJECTED', 'REJECTED'],
  ['they are friends', { ...accepted, friendship: tie }, 'FRIENDS', 'FRIENDS'],
  ['they were friends', accepted, 'NONE', 'NONE'],
  ['Ada blocked Bob', { blockByViewer: tie }, 'BLOCKED', 'NONE'],
  ['Bob blocked Ada', { blockByOther: tie }, 'NONE', 'BLOCKED'],
  ['each blocked the other', { blockByViewer: tie, blockByOther: tie }, 'BLOCKED', 'BLOCKED'],
  ['Bob turned Ada down and blocked her', { ...rejected, blockByOther: tie }, 'REJECTED', 'BLOCKED'],
])('%s: what each of them sees', (_, state, adaSees, bobSees) => {
  const relationship = { ...NOTHING, ...state };

  expect([statusOf(relationship), statusOf(seenFromOther(relationship))]).toEqual([adaSees, bobSees]);
  expect(seenFromOther(seenFromOther(relationship))).toEqual(relationship);
});
