import type { NotificationsContext } from '../context.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long a notification stays in inbox and archive. */
export const RETENTION_MS = 90 * DAY_MS;

/** Rows deleted by one statement. */
const BATCH_SIZE = 1_000;

export type PruneNeeds = Pick<NotificationsContext, 'now'> & {
  readonly repository: Pick<
    NotificationsContext['repository'],
    'pruneNotifications' | 'pruneDigests' | 'pruneMentions'
  >;
};

/** Keeps notifications for 90 days. */
export async function pruneNotifications({ repository, now }: PruneNeeds, signal: AbortSignal): Promise<void> {
  const at = now().getTime();
  let pruned = 0;
  do pruned = await repository.pruneNotifications(new Date(at - RETENTION_MS), BATCH_SIZE);
  while (pruned > 0 && !signal.aborted);
  await repository.pruneDigests(new Date(at - RETENTION_MS));
  await repository.pruneMentions(new Date(at - RETENTION_MS));
}
