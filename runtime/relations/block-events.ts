import { defineEvent } from '../events/event-type.ts';

/** Payload of `userBlocked` and `userUnblocked`. Only the blocker knows of a block: never show it to the other person. */
export interface BlockFact {
  /** The person who blocks. */
  readonly userId: string;
  readonly blockedId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

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
