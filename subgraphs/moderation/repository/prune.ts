import type { Sql } from '../../../runtime/database/database.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';

/** SQL: domains that come later have to know of the decision of case `c`. */
const isLasting = sql`(c.decision IN ('HIDE', 'REMOVE') AND c.appeal_outcome IS DISTINCT FROM 'OVERTURNED')`;

/** Deletes what is beyond retention. The audit log is kept. */
export const createPruning = (db: Sql) => ({
  /**
   * Prunes at most `limit` cases in which nothing was decided since an instant, with their reports; returns their number. Of
   * a decision that still holds over content the case stays, closed, without copy and words.
   */
  pruneCases: async (before: Date, limit: number): Promise<number> => {
    const [row] = await db.$queryRaw<{ pruned: number }[]>`
      WITH old AS (
        SELECT c.id FROM moderation_case AS c
        WHERE c.state IN ('DECIDED', 'CLOSED') AND c.opened_at < ${before}
          AND coalesce(c.appeal_decided_at, c.decided_at) < ${before}
          AND (NOT ${isLasting} OR c.sealed_copy IS NOT NULL OR c.reason IS NOT NULL
            OR EXISTS (SELECT FROM report AS r WHERE r.case_id = c.id))
        LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ), reports AS (
        DELETE FROM report AS r USING old WHERE r.case_id = old.id
      ), gone AS (
        DELETE FROM moderation_case AS c USING old WHERE c.id = old.id AND NOT ${isLasting}
      ), closed AS (
        UPDATE moderation_case AS c
        SET state = 'CLOSED', sealed_copy = NULL, reason = NULL, appeal_text = NULL, appeal_reason = NULL
        FROM old WHERE c.id = old.id AND ${isLasting}
      )
      SELECT count(*)::int AS pruned FROM old`;
    return row?.pruned ?? 0;
  },
});
