import { defineEvent } from '../events/event-type.ts';

/** An administrator has suspended a user, or changed the end of a suspension. */
export interface UserSuspended {
  readonly userId: string;
  /** ISO 8601 in UTC: the suspension ends then without a further event; null when it is permanent. */
  readonly until: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per suspension. Domains hide the user and what the user has published until it ends. */
export const userSuspended = defineEvent<UserSuspended>('auth.user-suspended', {
  notifies: false,
  reason: 'Users are notified of the security event SUSPENDED.',
});

/** An administrator has lifted a suspension before its end. */
export interface UserRestored {
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once per restoration, also when the suspension has ended by itself before. */
export const userRestored = defineEvent<UserRestored>('auth.user-restored', {
  notifies: false,
  reason: 'Users are notified of the security event RESTORED.',
});
