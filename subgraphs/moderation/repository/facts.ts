import type { Sql } from '../../../runtime/database/database.ts';
import type { FactPage } from '../../../runtime/events/snapshot.ts';
import type { ContentDecision } from '../events.ts';

interface FactRow extends Omit<ContentDecision, 'at'> {
  readonly id: string;
  readonly at: Date;
}

/** Decisions whose effect a domain that comes later has to know. */
export type LastingDecision = 'HIDE' | 'REMOVE';

/** Reads what is hidden or removed, for domains that keep a copy of it. */
export const createFactStore = (db: Sql) => ({
  /** In the order of the cases. */
  async decisionFacts(
    decision: LastingDecision,
    after: string | null,
    limit: number,
  ): Promise<FactPage<ContentDecision>> {
    const rows = await db.$queryRaw<FactRow[]>`
      SELECT id, subject_id AS "subjectId", kind, owner_id AS "ownerId", decided_at AS at FROM moderation_case
      WHERE decision = ${decision} AND appeal_outcome IS DISTINCT FROM 'OVERTURNED' AND id > ${after ?? ''}
      ORDER BY id LIMIT ${limit}`;
    const payloads = rows.map(({ id: _, at, ...fact }) => ({ ...fact, at: at.toISOString() }));
    return { payloads, next: rows.length < limit ? null : (rows.at(-1)?.id ?? null) };
  },

  async countDecisions(decision: LastingDecision): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM moderation_case
      WHERE decision = ${decision} AND appeal_outcome IS DISTINCT FROM 'OVERTURNED'`;
    return row?.count ?? 0;
  },
});
