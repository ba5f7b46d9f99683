const DAY_MS = 24 * 60 * 60 * 1_000;

/** Days after a submission when a milestone is approved by itself. */
export const AUTO_RELEASE_DAYS = 14;

/** Days after its acceptance when a milestone that is not funded is cancelled. */
export const FUNDING_DAYS = 14;

/** Days after its funding when a milestone that is not begun is refunded. */
export const START_DAYS = 14;

/** Days after which a dispute without a decision raises an alarm. */
export const DISPUTE_ALARM_DAYS = 30;

/** The instant that many days of 24 hours later, or earlier. */
export const daysAfter = (at: Date, days: number): Date => new Date(at.getTime() + days * DAY_MS);
