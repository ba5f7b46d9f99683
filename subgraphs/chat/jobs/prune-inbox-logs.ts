import { setTimeout } from 'node:timers/promises';
import type { ChatRepository } from '../repository/index.ts';

const EVERY_MS = 60 * 60 * 1000;
const RETENTION_DAYS = 7;

/** Forgets changes that are older than a week, every hour until `signal` aborts. */
export async function pruneInboxLogs(
  repository: Pick<ChatRepository, 'pruneInboxLogs'>,
  now: () => Date,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    await repository.pruneInboxLogs(new Date(now().getTime() - RETENTION_DAYS * 24 * EVERY_MS));
    await setTimeout(EVERY_MS, undefined, { signal, ref: false }).catch(() => undefined);
  }
}
