import { defineEvent, type EventType } from './event-type.ts';

/** What both events of a deleted account tell. */
export interface DeletionFact {
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A person has deleted their account. Every domain erases what it has of them, and then tells `userErased`. */
export const userDeleted = defineEvent<DeletionFact>('auth.user-deleted', {
  notifies: false,
  reason: 'The account is deleted, and nobody else may learn of it.',
});

/** A domain has nothing of a person any more who deleted their account. */
export const userErased = (domain: string): EventType<DeletionFact> =>
  defineEvent<DeletionFact>(`${domain}.user-erased`, {
    notifies: false,
    reason: 'It is exchanged between domains only.',
  });
