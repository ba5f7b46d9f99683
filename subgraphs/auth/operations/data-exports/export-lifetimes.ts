const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a copy of a person's data is kept for them. */
export const EXPORT_TTL_MS = 7 * DAY_MS;

/** How long a link to it counts; there is another one whenever the person asks. */
export const EXPORT_LINK_TTL_MS = 15 * MINUTE_MS;

/** Between two copies. */
export const EXPORT_INTERVAL_MS = DAY_MS;

/** How long it is remembered that a copy was asked for. */
export const EXPORT_RECORD_TTL_MS = 90 * DAY_MS;
