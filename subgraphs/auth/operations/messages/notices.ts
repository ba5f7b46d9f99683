/** Account changes that the user is notified of by message, by the kind of their security event. */
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

/** Kind of an account change that the user is notified of. */
export type Notice = (typeof NOTICES)[number];
