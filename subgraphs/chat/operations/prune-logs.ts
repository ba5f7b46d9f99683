import type { ChatRepository } from '../repository/index.ts';

const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;

/** Rows deleted by one statement: it ends long before it would be cancelled. */
const BATCH_SIZE = 5_000;

type PruneRepository = Pick<ChatRepository, 'pruneInboxLogs' | 'pruneChanges'>;

/** Deletes what is older than a week; of the conversations' changes only what has been brought to their members. */
export async function pruneLogs(repository: PruneRepository, now: () => Date, signal: AbortSignal): Promise<void> {
  const before = new Date(now().getTime() - RETENTION_MS);
  for (const prune of [repository.pruneInboxLogs, repository.pruneChanges]) {
    for (let count = BATCH_SIZE; count === BATCH_SIZE && !signal.aborted; ) count = await prune(before, BATCH_SIZE);
  }
}
