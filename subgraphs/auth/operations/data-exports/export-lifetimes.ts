const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** How long a data export can be downloaded. */
export const EXPORT_TTL_MS = 7 * DAY_MS;

/** Validity of a download link; each query of `url` signs a new one. */
export const EXPORT_LINK_TTL_MS = 15 * MINUTE_MS;

/** Minimum time between two exports of one user. */
export const EXPORT_INTERVAL_MS = DAY_MS;

/** How long the record of an export is kept. */
export const EXPORT_RECORD_TTL_MS = 90 * DAY_MS;
