const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** Lifetime of an access token, unless its session ends earlier. */
export const ACCESS_TOKEN_TTL_MS = 10 * MINUTE_MS;

/** Tolerated clock difference between two machines. */
export const CLOCK_SKEW_MS = 30 * SECOND_MS;

/** How long a used refresh token still returns its successor although that was used too, since browser tabs race. */
export const REFRESH_GRACE_MS = 10 * SECOND_MS;

const SESSION_IDLE_MS = 7 * DAY_MS;
const SESSION_MAX_MS = 30 * DAY_MS;

/** Expiry of a session created at `createdAt` and refreshed at `now`: idle for 7 days, or 30 days old. */
export const sessionExpiry = (createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + SESSION_IDLE_MS, createdAt.getTime() + SESSION_MAX_MS));

/** When the last access token of a session that ends at `now` has expired. */
export const lastTokenExpiry = (now: Date): Date => new Date(now.getTime() + ACCESS_TOKEN_TTL_MS + CLOCK_SKEW_MS);
