import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationChannel, NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { defineWork } from '../../runtime/work/work-type.ts';

export { userDeleted, userErased } from '../../runtime/events/erasure-events.ts';
export {
  type UserRestored,
  type UserSuspended,
  userRestored,
  userSuspended,
} from '../../runtime/relations/suspension-events.ts';

/** Type of the notifications of accounts. */
export const accountType = {
  name: 'ACCOUNT',
  description: "The viewer's own account. Not delayed by quiet hours.",
  channels: ['IN_APP', 'EMAIL', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'your account', de: 'dein Konto', ru: 'ваш аккаунт' },
} as const satisfies NotificationTypeDefinition;

/** A user has registered. */
export interface UserRegistered {
  readonly userId: string;
  /** Reserved for this user in the profile domain; empty when they have deleted their account since. */
  readonly nickname: string;
  /** ISO 8601 in UTC. */
  readonly registeredAt: string;
  /** Whether the account was taken over from an older system: then nobody is greeted. Absent: it was not. */
  readonly isImported?: boolean;
}

/** Published once per registration. */
export const userRegistered = defineEvent<UserRegistered>('auth.user-registered', {
  notifies: {
    type: accountType,
    audience: ({ userId, isImported }) => (isImported ? [] : [{ kind: 'USERS', userIds: [userId] }]),
    values: ({ nickname }) => ({ nickname }),
  },
});

/** A session was revoked: its access tokens must not be accepted any more. */
export interface SessionRevoked {
  readonly sessionId: string;
  readonly userId: string;
  /** ISO 8601 in UTC: when its last access token has expired, so that the revocation can be dropped. */
  readonly expiresAt: string;
}

/** Published once per revoked session; the signal of the same name carries the same payload. */
export const sessionRevoked = defineEvent<SessionRevoked>('auth.session-revoked', {
  notifies: false,
  reason: 'Users are notified of the security event that caused it.',
});

/** The date of birth of a user has become known. */
export interface BirthDateChanged {
  readonly userId: string;
  /** `YYYY-MM-DD`; null when the user has deleted their account since. For rules about age; it is never shown to others. */
  readonly dateOfBirth: string | null;
}

/** Published at most once per user: at the registration, or when the user adds the date later. */
export const birthDateChanged = defineEvent<BirthDateChanged>('auth.birth-date-changed', {
  notifies: false,
  reason: 'The user has entered the date.',
});

/** A user has proved that an address is theirs. */
export interface ContactVerified {
  readonly userId: string;
  readonly kind: 'EMAIL' | 'PHONE';
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/**
 * Published when an address is verified, also another one of its kind. From then on the user always has a verified address
 * of this kind.
 */
export const contactVerified = defineEvent<ContactVerified>('auth.contact-verified', {
  notifies: false,
  reason: 'Users are notified of the security events EMAIL_CHANGED and PHONE_CHANGED.',
});

/** A security event of an account was recorded. */
export interface SecurityEventRecorded {
  readonly eventId: string;
  readonly userId: string;
  /** Name of the enum `SecurityEventKind`; further ones are added. */
  readonly kind: string;
  /** A sign-in from a device type that is new for this user, except for the first sign-in. */
  readonly isNewDevice: boolean;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Security events without a notification: what users just did themselves, and consequences of other events. */
const SILENT_KINDS: ReadonlySet<string> = new Set(['SESSION_ENDED', 'EMAIL_VERIFIED', 'PHONE_VERIFIED']);

/** Security events with their own template; others use a generic one. */
const TEMPLATED_KINDS: ReadonlySet<string> = new Set([
  'SIGNED_IN',
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'EMAIL_CHANGED',
  'PHONE_CHANGED',
  'TOTP_ENABLED',
  'TOTP_DISABLED',
  'ROLE_GRANTED',
  'ROLE_REVOKED',
  'SUSPENDED',
  'RESTORED',
]);

/** Security events that this domain mails itself, regardless of preferences. */
const MAILED_BY_AUTH: ReadonlySet<string> = new Set([
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'TOTP_ENABLED',
  'TOTP_DISABLED',
  'PASSKEY_ADDED',
  'PASSKEY_REMOVED',
  'IDENTITY_LINKED',
  'IDENTITY_UNLINKED',
  'DATA_EXPORT_REQUESTED',
]);

const CHANNELS_BUT_EMAIL: readonly NotificationChannel[] = ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'];

const isSilent = ({ kind, isNewDevice }: SecurityEventRecorded): boolean =>
  SILENT_KINDS.has(kind) || (kind === 'SIGNED_IN' && !isNewDevice);

const templateOf = ({ kind }: SecurityEventRecorded): string =>
  TEMPLATED_KINDS.has(kind)
    ? `auth.security-event-recorded.${kind.toLowerCase().replaceAll('_', '-')}`
    : 'auth.security-event-recorded';

/** Published once per security event. */
export const securityEventRecorded = defineEvent<SecurityEventRecorded>('auth.security-event-recorded', {
  notifies: {
    type: accountType,
    audience: (event) => (isSilent(event) ? [] : [{ kind: 'USERS', userIds: [event.userId] }]),
    template: templateOf,
    channels: ({ kind }) => (MAILED_BY_AUTH.has(kind) ? CHANNELS_BUT_EMAIL : []),
  },
});

/** Signal topic within this domain: a user requested a data export. */
export const EXPORT_REQUESTED = 'auth.export-requested';

/** A mail or text message that waits until its provider has accepted it. */
export interface QueuedMessage {
  /** To whom and what, under AES-256-GCM: it holds addresses and secrets, and opens only with AUTH_SECRET. */
  readonly sealed: string;
  /** Keyed hash of the recipient's address, by which messages to a deleted account are found. */
  readonly recipientHash: string;
  /** From then on it is of no use any more. ISO 8601. */
  readonly expiresAt: string;
}

/** Work: sending a message. */
export const messageDelivery = defineWork<QueuedMessage>('deliver-message');
