import { setTimeout as wait } from 'node:timers/promises';
import type { Job } from '../../../runtime/subgraph/domain.ts';
import type { FriendsContext } from '../context.ts';

/** How long an entry of a log can be replayed. */
export const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;

/** How many entries of one log can be replayed. */
export const RETENTION_ENTRIES = 10_000;

const EVERY_MS = 60 * 60 * 1_000;

/** Logs cut by one statement: keeps it far below the statement timeout. */
const LOGS_AT_ONCE = 1_000;

type Needs = Pick<FriendsContext, 'now'> & {
  readonly repository: Pick<FriendsContext['repository'], 'pruneOlderThan' | 'pruneBeyond'>;
};

/** Removes what is beyond retention, once. */
export async function pruneChanges({ repository, now }: Needs, signal: AbortSignal): Promise<void> {
  const before = now();
  before.setTime(before.getTime() - RETENTION_MS);
  let pruned = 0;
  do pruned = await repository.pruneOlderThan(before, LOGS_AT_ONCE);
  while (pruned > 0 && !signal.aborted);
  await repository.pruneBeyond(RETENTION_ENTRIES);
}

/** Keeps the logs within 7 days and 10,000 entries a person, hour by hour. */
export const pruneChangesHourly = (needs: Needs): Job => ({
  name: 'prune-changes',
  async run(signal) {
    while (!signal.aborted) {
      await pruneChanges(needs, signal);
      // A job ends by returning: the abort that ends the wait is no failure.
      await wait(EVERY_MS, undefined, { signal }).catch(() => undefined);
    }
  },
});
