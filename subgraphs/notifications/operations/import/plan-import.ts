import type { NotificationType } from '../../events.ts';
import { TYPES } from '../../notification-types.ts';
import type { ImportedNotification, InboxEnd } from '../../repository/index.ts';
import { RETENTION_MS } from '../prune-notifications.ts';

/** Servers of an older system disagree by so much: within it the order of the rows counts. */
const MAX_CLOCK_SKEW_MS = 60_000;

/** The type of this system that an older one names; `ANNOUNCEMENT` for any other word. */
export const plainTypeOf = (word: string | null): NotificationType =>
  TYPES.find((type) => type === word) ?? 'ANNOUNCEMENT';

/** What becomes of one row. */
export type NotificationVerdict = 'insert' | 'present' | { readonly reason: string };

/**
 * Decides for each notification of a batch, in the order of the rows, whether it is added to the inbox of its person, where the
 * newest is the last. What would be deleted at once for its age is refused, and what is older than what the inbox has.
 */
export function planImport(
  rows: readonly ImportedNotification[],
  presentIds: ReadonlySet<string>,
  ends: readonly InboxEnd[],
  now: Date,
): NotificationVerdict[] {
  const newest = new Map(ends.map(({ userId, newestAt }) => [userId, newestAt?.getTime() ?? 0]));
  return rows.map(({ id, userId, createdAt, readAt }) => {
    if (presentIds.has(id)) return 'present';
    const at = createdAt.getTime();
    const last = newest.get(userId) ?? 0;
    if ([createdAt, readAt].some((one) => one !== null && one > now)) return { reason: 'A time is in the future.' };
    if (at < now.getTime() - RETENTION_MS)
      return { reason: 'The notification is older than 90 days, which is how long they are kept.' };
    if (at < last - MAX_CLOCK_SKEW_MS)
      return { reason: 'The inbox has a later notification already: rows are in the order of time.' };
    newest.set(userId, Math.max(at, last));
    return 'insert';
  });
}
