import { defineEvent } from '../../runtime/events/event-type.ts';

export { userDeleted, userErased } from '../../runtime/events/erasure-events.ts';

/** A person has an account from now on. */
export interface UserRegistered {
  readonly userId: string;
  /** Reserved for this person in profile; empty when they have deleted their account since. */
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
export const sessionRevoked = defineEvent<SessionRevoked>('auth.session-revoked', {
  untold: 'what it follows from is told as a security event',
});

/** Something happened to a person's account that stands among their security events. */
export interface SecurityEventRecorded {
  readonly eventId: string;
  readonly userId: string;
  /** Name of the enum `SecurityEventKind`; further ones are added. */
  readonly kind: string;
  /** A sign-in from a kind of device that this person had not signed in from, and not their first. */
  readonly isNewDevice: boolean;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Tells of each security event, once. */
export const securityEventRecorded = defineEvent<SecurityEventRecorded>('auth.security-event-recorded');

/** Bell topic, within this domain: a person asked for a copy of their data. */
export const EXPORT_REQUESTED = 'auth.export-requested';

/** Bell topic, within this domain: a message waits to be sent. */
export const MESSAGE_QUEUED = 'auth.message-queued';
