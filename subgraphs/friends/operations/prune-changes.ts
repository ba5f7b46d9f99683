import type { FriendsContext } from '../context.ts';

/** How long an entry of a log can be replayed. */
const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;

/** How many entries of one log can be replayed. */
const RETENTION_ENTRIES = 10_000;

/** Logs cut by one statement: keeps it far below the statement timeout. */
const BATCH_SIZE = 1_000;

export type PruneNeeds = Pick<FriendsContext, 'now'> & {
  readonly repository: Pick<FriendsContext['repository'], 'pruneOlderThan' | 'pruneBeyond'>;
};

/** Keeps the logs within 7 days and 10,000 entries a person. */
export async function pruneChanges({ repository, now }: PruneNeeds, signal: AbortSignal): Promise<void> {
  const before = new Date(now().getTime() - RETENTION_MS);
  let pruned = 0;
  do pruned = await repository.pruneOlderThan(before, BATCH_SIZE);
  while (pruned > 0 && !signal.aborted);
  await repository.pruneBeyond(RETENTION_ENTRIES);
}
