import { defineEvent, type EventType } from './event-type.ts';

/** The payload of both events of a deleted account. */
export interface DeletionFact {
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A user deleted their account. Every domain erases their data and then publishes `userErased`. */
export const userDeleted = defineEvent<DeletionFact>('auth.user-deleted', {
  notifies: false,
  reason: 'The account is deleted, and nobody else may learn of it.',
});

/** A domain has erased all data of a user who deleted their account. */
export const userErased = (domain: string): EventType<DeletionFact> =>
  defineEvent<DeletionFact>(`${domain}.user-erased`, {
    notifies: false,
    reason: 'It is exchanged between domains only.',
  });
