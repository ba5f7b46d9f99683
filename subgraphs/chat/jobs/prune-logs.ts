import { setTimeout } from 'node:timers/promises';
import type { ChatRepository } from '../repository/index.ts';

const INTERVAL_MS = 60 * 60 * 1000;
const RETENTION_DAYS = 7;
/** Rows a statement: so many are gone long before it would be cancelled. */
const BATCH_SIZE = 5_000;

type Pruning = Pick<ChatRepository, 'pruneInboxLogs' | 'pruneChanges'>;

/**
 * Forgets what is older than a week, of the conversations' changes only what has been brought to their members; every
 * hour until `signal` aborts.
 */
export async function pruneLogs(repository: Pruning, now: () => Date, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const before = new Date(now().getTime() - RETENTION_DAYS * 24 * INTERVAL_MS);
    for (const prune of [repository.pruneInboxLogs, repository.pruneChanges]) {
      for (let gone = BATCH_SIZE; gone === BATCH_SIZE && !signal.aborted; ) gone = await prune(before, BATCH_SIZE);
    }
    await setTimeout(INTERVAL_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
