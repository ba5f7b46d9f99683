import { backoffMs } from './backoff.ts';

const SECOND_MS = 1_000;
const BACKOFF = { firstMs: 15 * SECOND_MS, maxMs: 6 * 60 * 60 * SECOND_MS };

/** Lease of an attempt, after which another worker takes it over; longer than all timeouts of a channel together. */
export const LEASE_MS = 60 * SECOND_MS;

/** Maximum number of attempts, the last one about 20 hours after the first. */
export const MAX_ATTEMPTS = 12;

/**
 * When to retry after `attempts` failed attempts: 15 s, doubled each time up to 6 hours, with a random factor between one half
 * and one, so that failures spread out. Never earlier than the recipient's server asks for.
 */
export function nextAttempt(attempts: number, now: Date, random: () => number, atLeastSeconds = 0): Date {
  const atLeastMs = Math.min(atLeastSeconds * SECOND_MS, BACKOFF.maxMs);
  return new Date(now.getTime() + Math.max(backoffMs(attempts, BACKOFF, random()), Math.round(atLeastMs)));
}
