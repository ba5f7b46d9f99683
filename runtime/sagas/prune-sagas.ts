import type { Sql } from '../database/database.ts';
import { newId } from '../operations/ids.ts';

/** Sagas are kept for this long after their end, as the record of what happened to their subject. */
const RETENTION_DAYS = 30;
/** Rows of one statement, so that none of them runs into its time limit. */
const BATCH_SIZE = 1_000;

/** Deletes some of the sagas that ended 30 days ago; true when none are left. After that their subject can have another. */
export async function pruneSagas(sql: Sql, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - RETENTION_DAYS * 24 * 60 * 60 * 1_000);
  // Ids begin with the time when the saga began: the primary key finds the old ones, of which few still run.
  const pruned = await sql.$executeRaw`
    DELETE FROM saga WHERE id IN (
      SELECT id FROM saga WHERE id < ${newId('saga', before)} AND ended_at < ${before} ORDER BY id LIMIT ${BATCH_SIZE})`;
  return pruned < BATCH_SIZE;
}
