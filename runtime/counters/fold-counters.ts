import type { Sql } from '../database/database.ts';
import type { Job } from '../jobs/job.ts';

/** Changes that one statement folds. */
const BATCH_SIZE = 5_000;
const FOLD_INTERVAL_MS = 1_000;

/** Adds the oldest changes to their counts, in one statement; returns how many there were. */
export async function foldCounters(sql: Sql, limit = BATCH_SIZE): Promise<number> {
  const [row] = await sql.$queryRaw<{ count: number }[]>`
    WITH folded AS (
      DELETE FROM counter_change WHERE position IN (
        SELECT position FROM counter_change ORDER BY position LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING subject, name, delta
    ), counted AS (
      INSERT INTO counter AS c (subject, name, value)
      SELECT subject, name, sum(delta)::bigint FROM folded GROUP BY subject, name ORDER BY subject, name
      ON CONFLICT (subject, name) DO UPDATE SET value = c.value + excluded.value
    )
    SELECT count(*)::int AS count FROM folded`;
  return row?.count ?? 0;
}

/** Folds the changes of a domain's counts every second: for the `jobs` of a domain that counts. */
export const foldCountersJob = (sql: Sql): Job => ({
  name: 'fold-counters',
  everyMs: FOLD_INTERVAL_MS,
  async run(signal) {
    while (!signal.aborted && (await foldCounters(sql)) === BATCH_SIZE);
  },
});
