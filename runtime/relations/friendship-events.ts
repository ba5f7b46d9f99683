import { defineEvent } from '../events/event-type.ts';

/** Payload of `friendshipStarted` and `friendshipEnded`. */
export interface FriendshipFact {
  readonly userIds: readonly [string, string];
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Two people became friends. */
export const friendshipStarted = defineEvent<FriendshipFact>('friends.friendship-started');

/** A friendship ended: one of the two removed the other, or blocked them. */
export const friendshipEnded = defineEvent<FriendshipFact>('friends.friendship-ended', {
  notifies: false,
  reason: 'Former friends are not notified.',
});
