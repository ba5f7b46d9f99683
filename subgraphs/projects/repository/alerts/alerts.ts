import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { rawSql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { searchQuery } from '../../../../runtime/search/search-sql.ts';

/** A search that a person has saved. */
export interface ProjectAlert {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string | null;
  readonly query: string | null;
  readonly skills: readonly string[];
  readonly categoryId: string | null;
  readonly budgetMin: bigint | null;
  readonly budgetMax: bigint | null;
  readonly currency: string | null;
  readonly createdAt: Date;
}

/** A saved search to store. */
export interface AlertDraft extends ProjectAlert {
  readonly skillKeys: readonly string[];
}

/** The id of a saved search. */
export type AlertKey = readonly [id: string];

const COLUMNS = rawSql(`a.id, a.owner_id AS "ownerId", a.name, a.query, a.skills, a.category_id AS "categoryId",
  a.budget_min AS "budgetMin", a.budget_max AS "budgetMax", a.currency, a.created_at AS "createdAt"`);

const LATEST_FIRST: ListOrder = { by: [['a.id', 'text']], direction: 'DESC' };

/** Searches that people save, each for its owner. */
export const createAlertStore = (db: Sql) => ({
  /** Of one person, in the order of the ids. */
  async ownAlerts(ownerId: string, ids: readonly string[]): Promise<(ProjectAlert | null)[]> {
    const rows = await db.$queryRaw<ProjectAlert[]>`
      SELECT ${COLUMNS} FROM project_alert AS a WHERE a.id = ANY (${[...ids]}::text[]) AND a.owner_id = ${ownerId}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Of one person, latest first. */
  async alertPage(ownerId: string, page: PageRequest<AlertKey>): Promise<ProjectAlert[]> {
    const { beyond, order } = pageClauses(LATEST_FIRST, page);
    return await db.$queryRaw<ProjectAlert[]>`
      SELECT ${COLUMNS} FROM project_alert AS a WHERE a.owner_id = ${ownerId} AND ${beyond} ${order}`;
  },

  /** Whether a query has a word to look for. */
  async hasWords(query: string): Promise<boolean> {
    const [row] = await db.$queryRaw<{ has: boolean }[]>`SELECT ${searchQuery(query, 'WHOLE')} IS NOT NULL AS has`;
    return row?.has === true;
  },

  /**
   * Stores a saved search with the keys by which new projects find it: each skill of those of which a project has one, or else
   * its category, or else the longest word of its query, which is likely the rarest. False when the person has `limit` already.
   */
  async insertAlert(draft: AlertDraft, limit: number): Promise<boolean> {
    const stored = await db.$executeRaw`
      INSERT INTO project_alert (id, owner_id, name, query, skills, skill_keys, category_id, budget_min, budget_max, currency,
        keys, created_at)
      SELECT ${draft.id}, ${draft.ownerId}, ${draft.name}, ${draft.query}, ${[...draft.skills]}::text[],
        ${[...draft.skillKeys]}::text[], ${draft.categoryId}, ${draft.budgetMin}, ${draft.budgetMax}, ${draft.currency},
        CASE WHEN cardinality(${[...draft.skillKeys]}::text[]) > 0
            THEN ARRAY (SELECT 's:' || k FROM unnest(${[...draft.skillKeys]}::text[]) AS k)
          WHEN ${draft.categoryId}::text IS NOT NULL THEN ARRAY ['c:' || ${draft.categoryId}::text]
          ELSE ARRAY (SELECT 'w:' || w FROM unnest(search_words(${draft.query ?? ''})) AS w ORDER BY length(w) DESC, w LIMIT 1)
        END, ${draft.createdAt}
      WHERE (SELECT count(*) FROM project_alert AS a WHERE a.owner_id = ${draft.ownerId}) < ${limit}`;
    return stored > 0;
  },

  async deleteAlert(ownerId: string, id: string): Promise<boolean> {
    return (await db.$executeRaw`DELETE FROM project_alert WHERE id = ${id} AND owner_id = ${ownerId}`) > 0;
  },
});
