/** Changes of an account that its person is written to about, by the kind of their security event. */
export const NOTICES = [
  'PASSWORD_CHANGED',
  'PASSWORD_RESET',
  'EMAIL_CHANGED',
  'PHONE_CHANGED',
  'TOTP_ENABLED',
  'TOTP_DISABLED',
  'PASSKEY_ADDED',
  'PASSKEY_REMOVED',
  'IDENTITY_LINKED',
  'IDENTITY_UNLINKED',
  'DATA_EXPORT_REQUESTED',
] as const;

/** The kind of such a change. */
export type Notice = (typeof NOTICES)[number];
