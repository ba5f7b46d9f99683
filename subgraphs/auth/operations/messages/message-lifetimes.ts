const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long the token in a mail counts that proves an email. */
export const LINK_TTL_MS = DAY_MS;

/** How long a code counts that proves a phone. */
export const CODE_TTL_MS = 10 * MINUTE_MS;

/** How often a code may be tried: the chance to guess it is one in 200,000. */
export const MAX_CODE_ATTEMPTS = 5;

/** How long a token counts that sets a new password. */
export const RESET_TTL_MS = 30 * MINUTE_MS;

/** How long a notice is worth sending. */
export const NOTICE_TTL_MS = DAY_MS;
