import type { Sql } from '../../../../runtime/database/database.ts';

/** How long a change of a balance can be replayed. */
const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;

/** Rows of one statement, so that none of them runs into its time limit. */
const BATCH_SIZE = 1_000;

/** What ends the replay of old changes. */
export const createPruneStore = (db: Pick<Sql, '$executeRaw'>) => ({
  /** Deletes some of the changes that are older than seven days; true when none are left. */
  async pruneBalanceChanges(now: Date): Promise<boolean> {
    const before = new Date(now.getTime() - RETENTION_MS);
    const pruned = await db.$executeRaw`
      DELETE FROM balance_change WHERE (account_id, sequence) IN (
        SELECT account_id, sequence FROM balance_change WHERE created_at < ${before} ORDER BY created_at LIMIT ${BATCH_SIZE})`;
    return pruned < BATCH_SIZE;
  },
});
