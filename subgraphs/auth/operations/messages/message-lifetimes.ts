const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Lifetime of the token that verifies an email address. */
export const LINK_TTL_MS = DAY_MS;

/** Lifetime of the code that verifies a phone number. */
export const CODE_TTL_MS = 10 * MINUTE_MS;

/** Attempts per code: the chance of guessing one is 1 in 200,000. */
export const MAX_CODE_ATTEMPTS = 5;

/** Lifetime of a token that sets a new password. */
export const RESET_TTL_MS = 30 * MINUTE_MS;

/** How long delivery of a notice is attempted. */
export const NOTICE_TTL_MS = DAY_MS;
