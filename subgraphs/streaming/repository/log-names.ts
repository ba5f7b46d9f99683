import type { GIFTS_LOG, STARTS_LOG, STATUS_LOG } from '../events.ts';

/** The name of the log of each stream's states; the key is the stream's id. */
export const STATUS_LOG_NAME = 'streaming.stream-status' satisfies (typeof STATUS_LOG)['name'];

/** The name of the log of streams that began. */
export const STARTS_LOG_NAME = 'streaming.streams-started' satisfies (typeof STARTS_LOG)['name'];

/** The name of the log of each stream's paid gifts; the key is the stream's id. */
export const GIFTS_LOG_NAME = 'streaming.stream-gifts' satisfies (typeof GIFTS_LOG)['name'];
