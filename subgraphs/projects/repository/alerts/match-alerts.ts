import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { budgetRule } from '../projects/filter-sql.ts';
import { isShownTo } from '../projects/visible-sql.ts';

/** Some of the saved searches that a project could match, and those of their owners who are to be notified. */
export interface AlertBatch {
  /** The last saved search that was looked at; null when there is none left. */
  readonly last: string | null;
  /** Owners of those that match it first now; each once. */
  readonly userIds: readonly string[];
}

/** Finds saved searches for new projects. */
export const createAlertMatching = (db: Sql) => ({
  /** The category of a project and those above it, by the domain's copy; the category alone where the copy is behind. */
  async categoriesAbove(projectId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT category_id AS id FROM project WHERE id = ${projectId} AND category_id IS NOT NULL
      UNION
      SELECT above.id FROM project AS p JOIN category AS own ON own.id = p.category_id AND own.is_active
      JOIN category AS above ON above.is_active AND own.path LIKE above.path || '/%' WHERE p.id = ${projectId}`;
    return rows.map(({ id }) => id);
  },

  /**
   * Looks at `limit` saved searches behind `after` that have a key of the project, by their index, and records those that match
   * it: once for each search and project. `categoryIds` are the project's category and those above it.
   */
  async matchAlerts(
    projectId: string,
    categoryIds: readonly string[],
    { after, limit, at }: { readonly after: string; readonly limit: number; readonly at: Date },
  ): Promise<AlertBatch> {
    const rows = await db.$queryRaw<{ last: string | null; ownerId: string | null }[]>`
      ${CUSTOM_PLAN}WITH p AS MATERIALIZED (
        SELECT * FROM project WHERE id = ${projectId} AND status = 'OPEN' AND visibility = 'PUBLIC'
      ), candidate AS MATERIALIZED (
        SELECT a.* FROM project_alert AS a
        WHERE a.keys && (SELECT array_cat(array_cat(
            ARRAY (SELECT 's:' || k FROM unnest(p.skill_keys) AS k), ARRAY (SELECT 'w:' || w FROM unnest(tsvector_to_array(p.words)) AS w)),
            ARRAY (SELECT 'c:' || c FROM unnest(${[...categoryIds]}::text[]) AS c)) FROM p)
          AND a.id > ${after} ORDER BY a.id LIMIT ${limit}
      ), matched AS (
        INSERT INTO alert_match (alert_id, project_id, matched_at)
        SELECT a.id, p.id, ${at} FROM candidate AS a CROSS JOIN p
        WHERE (a.query IS NULL OR p.words @@ search_query(a.query))
          AND (cardinality(a.skill_keys) = 0 OR a.skill_keys && p.skill_keys)
          AND (a.category_id IS NULL OR a.category_id = ANY (${[...categoryIds]}::text[]))
          AND (a.currency IS NULL OR a.currency = p.currency)
          AND ${budgetRule(sql`p`, sql`a.budget_min`, sql`a.budget_max`)}
          AND a.owner_id <> p.client_id AND ${isShownTo(sql`p`, sql`a.owner_id`)}
        ON CONFLICT (alert_id, project_id) DO NOTHING RETURNING alert_id
      ), edge AS (SELECT CASE WHEN count(*) = ${limit} THEN max(id) END AS last FROM candidate)
      SELECT edge.last, owner.id AS "ownerId" FROM edge LEFT JOIN (
        SELECT DISTINCT c.owner_id AS id FROM matched AS m JOIN candidate AS c ON c.id = m.alert_id
        WHERE NOT EXISTS (SELECT FROM alert_match AS x JOIN project_alert AS o ON o.id = x.alert_id
          WHERE x.project_id = ${projectId} AND o.owner_id = c.owner_id)) AS owner ON TRUE`;
    return {
      last: rows[0]?.last ?? null,
      userIds: rows.flatMap(({ ownerId }) => (ownerId === null ? [] : [ownerId])),
    };
  },
});
