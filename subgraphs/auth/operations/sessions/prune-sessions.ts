import type { AuthRepository } from '../../repository/index.ts';

/** What forgetting needs. */
export interface SessionPruneNeeds {
  readonly repository: Pick<AuthRepository, 'forgetSessions'>;
  readonly now: () => Date;
}

/** How long an ended session is kept, so that its person can still be told of it. */
const RETENTION_MS = 30 * 24 * 60 * 60_000;

/** Rows deleted by one statement: short enough not to hold anyone up. */
const BATCH_SIZE = 1_000;

/** Deletes sessions that lapsed over 30 days ago, with their refresh tokens; tells how many. */
export async function pruneSessions({ repository, now }: SessionPruneNeeds, signal: AbortSignal): Promise<number> {
  const endedBefore = new Date(now().getTime() - RETENTION_MS);
  let deleted = 0;
  while (!signal.aborted) {
    const count = await repository.forgetSessions(endedBefore, BATCH_SIZE);
    deleted += count;
    if (count < BATCH_SIZE) break;
  }
  return deleted;
}
