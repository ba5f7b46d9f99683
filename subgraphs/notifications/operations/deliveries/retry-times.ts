const SECOND_MS = 1_000;
const LONGEST_SECONDS = 6 * 60 * 60;
const FIRST_SECONDS = 15;

/** An attempt that has not been settled by then is another worker's: longer than any channel's timeouts together. */
export const LEASE_MS = 60 * SECOND_MS;

/** An attempt more than this and something is given up: about 20 hours after the first. */
export const MAX_ATTEMPTS = 12;

/**
 * When to try again after `attempts` in vain: 15 s, doubled each time up to 6 hours, and of that a random part between
 * half and all, so that what failed together does not come back together. Never before the other side wants it.
 */
export function nextAttempt(attempts: number, now: Date, random: () => number, atLeastSeconds = 0): Date {
  const whole = Math.min(LONGEST_SECONDS, FIRST_SECONDS * 2 ** (attempts - 1));
  const seconds = Math.max(whole * (0.5 + random() / 2), Math.min(atLeastSeconds, LONGEST_SECONDS));
  return new Date(now.getTime() + Math.round(seconds * SECOND_MS));
}
