const SECOND_MS = 1_000;
const MINUTE_MS = 60 * SECOND_MS;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** How long an access token counts, unless its session ends before. */
export const ACCESS_TOKEN_TTL_MS = 10 * MINUTE_MS;

/** How far the clocks of two machines may differ. */
export const CLOCK_SKEW_MS = 30 * SECOND_MS;

/** How long after its exchange a refresh token gets the same successor even though that was exchanged too: tabs race. */
export const REFRESH_GRACE_MS = 10 * SECOND_MS;

const SESSION_IDLE_MS = 7 * DAY_MS;
const SESSION_MAX_MS = 30 * DAY_MS;

/** When a session made at `createdAt` and refreshed at `now` ends if nothing happens: idle 7 days, or 30 days old. */
export const sessionExpiry = (createdAt: Date, now: Date): Date =>
  new Date(Math.min(now.getTime() + SESSION_IDLE_MS, createdAt.getTime() + SESSION_MAX_MS));

/** By when every access token that a session ended at `now` ever had has lapsed. */
export const lastTokenExpiry = (now: Date): Date => new Date(now.getTime() + ACCESS_TOKEN_TTL_MS + CLOCK_SKEW_MS);
