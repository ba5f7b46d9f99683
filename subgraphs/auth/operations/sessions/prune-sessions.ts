import type { AuthRepository } from '../../repository/index.ts';

export interface SessionPruneNeeds {
  readonly repository: Pick<AuthRepository, 'deleteSessions'>;
  readonly now: () => Date;
}

/** How long an ended session is kept, so that its user can still look it up. */
const RETENTION_MS = 30 * 24 * 60 * 60_000;

/** Number of rows deleted per statement, to keep locks short. */
const BATCH_SIZE = 1_000;

/** Deletes sessions that expired over 30 days ago, with their refresh tokens. Returns their number. */
export async function pruneSessions({ repository, now }: SessionPruneNeeds, signal: AbortSignal): Promise<number> {
  const endedBefore = new Date(now().getTime() - RETENTION_MS);
  let deleted = 0;
  while (!signal.aborted) {
    const count = await repository.deleteSessions(endedBefore, BATCH_SIZE);
    deleted += count;
    if (count < BATCH_SIZE) break;
  }
  return deleted;
}
