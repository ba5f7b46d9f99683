import { defineEvent } from '../../runtime/events/event-type.ts';

/** Payload of `friendshipStarted` and `friendshipEnded`. */
export interface FriendshipFact {
  readonly userIds: readonly [string, string];
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Payload of `userBlocked` and `userUnblocked`. Only the blocker knows of a block: never show it to the other person. */
export interface BlockFact {
  /** The person who blocks. */
  readonly userId: string;
  readonly blockedId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Payload of `friendRequestSent`. */
export interface RequestFact {
  readonly requestId: string;
  readonly senderId: string;
  readonly receiverId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** A person sent a friend request. Not published when the other had sent one: then the two become friends at once. */
export const friendRequestSent = defineEvent<RequestFact>('friends.friend-request-sent');

/** Two people became friends. */
export const friendshipStarted = defineEvent<FriendshipFact>('friends.friendship-started');

/** A friendship ended: one of the two removed the other, or blocked them. */
export const friendshipEnded = defineEvent<FriendshipFact>('friends.friendship-ended', {
  notifies: false,
  reason: 'Former friends are not notified.',
});

/** A person blocked another. If the two were friends, `friendshipEnded` is published first. */
export const userBlocked = defineEvent<BlockFact>('friends.user-blocked', {
  notifies: false,
  reason: 'Only the blocker knows of it.',
});

/** A person removed their block; the other person's own block, if any, remains. */
export const userUnblocked = defineEvent<BlockFact>('friends.user-unblocked', {
  notifies: false,
  reason: 'Only the blocker knew of the block.',
});

/** Durable log of each person's incoming requests. */
export const REQUESTS_LOG = { name: 'friends.requests' } as const;

/** Durable log of the changes of each person's friendships. */
export const FRIENDSHIPS_LOG = { name: 'friends.friendships' } as const;
