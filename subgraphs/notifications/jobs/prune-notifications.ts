import { setTimeout } from 'node:timers/promises';
import type { Job } from '../../../runtime/subgraph/domain.ts';
import type { NotificationsContext } from '../context.ts';

const DAY_MS = 24 * 60 * 60 * 1_000;

/** How long a notification stays in inbox and archive. */
export const RETENTION_MS = 90 * DAY_MS;

const EVERY_MS = 60 * 60 * 1_000;
const AT_ONCE = 1_000;

type Needs = Pick<NotificationsContext, 'now'> & {
  readonly repository: Pick<
    NotificationsContext['repository'],
    'pruneNotifications' | 'pruneSendingKeys' | 'pruneDigests' | 'pruneMentions'
  >;
};

/** Removes what is beyond retention, once. */
export async function pruneNotifications({ repository, now }: Needs, signal: AbortSignal): Promise<void> {
  const at = now().getTime();
  let pruned = 0;
  do pruned = await repository.pruneNotifications(new Date(at - RETENTION_MS), AT_ONCE);
  while (pruned > 0 && !signal.aborted);
  await repository.pruneDigests(new Date(at - RETENTION_MS));
  await repository.pruneMentions(new Date(at - RETENTION_MS));
  await repository.pruneSendingKeys(new Date(at - DAY_MS));
}

/** Keeps notifications for 90 days and keys of sendings for one, hour by hour. */
export const pruneNotificationsHourly = (needs: Needs): Job => ({
  name: 'prune-notifications',
  async run(signal) {
    while (!signal.aborted) {
      await pruneNotifications(needs, signal);
      await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
    }
  },
});
