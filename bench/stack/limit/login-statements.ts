import type { Statement } from './statements.ts';

const statement = (name: string, text: string): Statement => ({ domain: 'auth', name, text });

/** The address to sign in with. */
const CREDENTIAL = statement(
  'credential',
  `SELECT i.user_id AS "userId", c.hash FROM identifier i LEFT JOIN password_credential c ON c.user_id = i.user_id WHERE i.kind = 'EMAIL' AND i.value = $1`,
);

/** The person and the device. */
const ADDRESSES_OF_DEVICE = statement(
  'addresses-of-device',
  'SELECT DISTINCT ip FROM session WHERE user_id = $1 AND device IS NOT DISTINCT FROM $2 AND ip IS NOT NULL LIMIT 200',
);

const TOTP = statement('totp', 'SELECT user_id, sealed_secret, confirmed_at FROM totp WHERE user_id = $1 LIMIT 1');

/** The person and the hash of the password. */
const HOLD_PASSWORD = statement(
  'hold-password',
  'SELECT 1 FROM password_credential WHERE user_id = $1 AND hash = $2 FOR SHARE',
);

/** The person and the instant. */
const HOLD_SUSPENSION = statement(
  'hold-suspension',
  `SELECT suspended_at FROM (SELECT * FROM account WHERE id = $1 FOR SHARE) held
   WHERE suspended_at IS NOT NULL AND (suspended_until IS NULL OR suspended_until > $2)`,
);

/** Id, person, instant, expiry, device and address. */
const OPEN_SESSION = statement(
  'open-session',
  'INSERT INTO session (id, user_id, created_at, last_seen_at, expires_at, device, ip) VALUES ($1, $2, $3, $3, $4, $5, $6)',
);

const ADD_REFRESH_TOKEN = statement(
  'add-refresh-token',
  'INSERT INTO refresh_token (hash, session_id, created_at) VALUES ($1, $2, $3)',
);

/** The device and the person. */
const IS_NEW_DEVICE = statement(
  'is-new-device',
  `SELECT NOT bool_or(regexp_replace(COALESCE(device, ''), '[0-9.]+', '', 'g') = regexp_replace(COALESCE($1::text, ''), '[0-9.]+', '', 'g')) AS "isNew"
   FROM security_event WHERE user_id = $2 AND kind = 'SIGNED_IN'`,
);

/** Id, person, instant, session, device and address. */
const ADD_SECURITY_EVENT = statement(
  'add-security-event',
  "INSERT INTO security_event (id, user_id, kind, at, session_id, device, ip) VALUES ($1, $2, 'SIGNED_IN', $3, $4, $5, $6)",
);

/** Type, and an array of events. */
const ADD_EVENTS = statement(
  'add-events',
  `INSERT INTO outbox_event (id, type, payload)
   SELECT event->>'id', $1, event->'payload' FROM jsonb_array_elements($2::jsonb) WITH ORDINALITY AS e(event, nth) ORDER BY nth`,
);

/** What the limit asks and writes to sign a person in. */
export const LOGIN_STATEMENTS = {
  credential: CREDENTIAL,
  addressesOfDevice: ADDRESSES_OF_DEVICE,
  totp: TOTP,
  holdPassword: HOLD_PASSWORD,
  holdSuspension: HOLD_SUSPENSION,
  openSession: OPEN_SESSION,
  addRefreshToken: ADD_REFRESH_TOKEN,
  isNewDevice: IS_NEW_DEVICE,
  addSecurityEvent: ADD_SECURITY_EVENT,
  addEvents: ADD_EVENTS,
};
