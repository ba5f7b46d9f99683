import { defineEvent } from '../../runtime/events/event-type.ts';

/** What the two friendship events tell. */
export interface FriendshipFact {
  readonly userIds: readonly [string, string];
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** What the two block events tell: Only the blocker knows of it., so listeners must not show it to the other. */
export interface BlockFact {
  /** The person who blocks. */
  readonly userId: string;
  readonly blockedId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** What the event of a new request tells. */
export interface RequestFact {
  readonly requestId: string;
  readonly senderId: string;
  readonly receiverId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Somebody asked somebody to be their friend; not told when the two become friends at once. */
export const friendRequestSent = defineEvent<RequestFact>('friends.friend-request-sent');

/** Two people became friends. */
export const friendshipStarted = defineEvent<FriendshipFact>('friends.friendship-started');

/** Two people are friends no more: one of them ended it, or blocked the other. */
export const friendshipEnded = defineEvent<FriendshipFact>('friends.friendship-ended', {
  notifies: false,
  reason: 'Former friends are not notified.',
});

/** Somebody blocked somebody; a friendship between them ended before, by an event of its own. */
export const userBlocked = defineEvent<BlockFact>('friends.user-blocked', {
  notifies: false,
  reason: 'Only the blocker knows of it.',
});

/** Somebody lifted their block; the other person's own block, if any, still stands. */
export const userUnblocked = defineEvent<BlockFact>('friends.user-unblocked', {
  notifies: false,
  reason: 'Only the blocker knew of the block.',
});

/** The durable log of each person's incoming requests. */
export const REQUESTS_LOG = { name: 'friends.requests' } as const;

/** The durable log of each person's changing friendships. */
export const FRIENDSHIPS_LOG = { name: 'friends.friendships' } as const;
