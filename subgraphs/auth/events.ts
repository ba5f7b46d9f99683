import { defineEvent } from '../../runtime/events/event-type.ts';

/** A person has an account from now on. */
export interface UserRegistered {
  readonly userId: string;
  /** Reserved for this person in profile. */
  readonly nickname: string;
  /** ISO 8601 in UTC. */
  readonly registeredAt: string;
}

/** Tells of each registration, once. */
export const userRegistered = defineEvent<UserRegistered>('auth.user-registered');

/** A session has ended before its time: its access tokens are not to be honoured any more. */
export interface SessionRevoked {
  readonly sessionId: string;
  readonly userId: string;
  /** ISO 8601 in UTC: by then its last access token has lapsed by itself, and the revocation can be forgotten. */
  readonly expiresAt: string;
}

/** Tells of each revoked session, once; the bell of the same name carries the same payload. */
export const sessionRevoked = defineEvent<SessionRevoked>('auth.session-revoked');

/** Bell topic, within this domain: a person asked for a copy of their data. */
export const EXPORT_REQUESTED = 'auth.export-requested';

/** Bell topic, within this domain: a message waits to be sent. */
export const MESSAGE_QUEUED = 'auth.message-queued';
