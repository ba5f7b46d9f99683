import { MAX_ACCESS_MS } from '../../../runtime/signed-links/file-access.ts';

/** An address is made with access that is still valid, and works for as long again; clocks of two machines differ a little. */
const MARGIN_MS = 60_000;

/** When the last address has expired by itself that was made with access of before `now`. */
export const accessEndsAt = (now: Date): Date => new Date(now.getTime() + 2 * MAX_ACCESS_MS + MARGIN_MS);
