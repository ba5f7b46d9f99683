import { isWithinCategory } from '../../../../runtime/categories/category-sql.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { BudgetKind, ProjectStatus } from './project.ts';

/** What must be true of projects in a list; null for whatever. */
export interface ProjectFilter {
  readonly statuses: readonly ProjectStatus[];
  /** In the form in which skills are compared: a project has one of them. Empty for whatever. */
  readonly skillKeys: readonly string[];
  readonly categoryId: string | null;
  readonly budgetKind: BudgetKind | null;
  readonly budgetMin: bigint | null;
  readonly budgetMax: bigint | null;
  readonly currency: string | null;
  readonly postedAfter: Date | null;
  /** Least average rating, from 1 to 5. */
  readonly clientRatingMin: number | null;
}

/** Whether a budget reaches `least`, and begins at or below `most`. `project` is the alias of a row. */
export const budgetRule = (project: SqlFragment, least: SqlFragment, most: SqlFragment): SqlFragment => sql`(
  (${least} IS NULL OR coalesce(${project}.budget_max, ${project}.budget_min) >= ${least})
  AND (${most} IS NULL OR coalesce(${project}.budget_min, ${project}.budget_max) <= ${most}))`;

/** The rule for projects `p`. Absent parts are left out of the statement, so that the planner knows what is asked. */
export function filterRule(filter: ProjectFilter): SqlFragment {
  const { statuses, skillKeys, categoryId, budgetKind, budgetMin, budgetMax, currency } = filter;
  const { postedAfter, clientRatingMin } = filter;
  const [status, ...others] = statuses;
  const inState =
    status !== undefined && others.length === 0
      ? sql`p.status = ${status}`
      : sql`p.status = ANY (${[...statuses]}::text[])`;
  const skilled = skillKeys.length === 0 ? sql`TRUE` : sql`p.skill_keys && ${[...skillKeys]}::text[]`;
  const inCategory = categoryId === null ? sql`TRUE` : isWithinCategory(sql`p.category_id`, categoryId);
  const paid = budgetKind === null ? sql`TRUE` : sql`p.budget_kind = ${budgetKind}`;
  const least = budgetMin === null ? sql`TRUE` : sql`coalesce(p.budget_max, p.budget_min) >= ${budgetMin}::bigint`;
  const most = budgetMax === null ? sql`TRUE` : sql`coalesce(p.budget_min, p.budget_max) <= ${budgetMax}::bigint`;
  const inCurrency = currency === null ? sql`TRUE` : sql`p.currency = ${currency}`;
  const since = postedAfter === null ? sql`TRUE` : sql`p.opened_at >= ${postedAfter}::timestamptz`;
  const rated =
    clientRatingMin === null
      ? sql`TRUE`
      : sql`EXISTS (SELECT FROM user_rating AS r WHERE r.user_id = p.client_id AND r.role = 'CLIENT' AND r.count > 0
          AND r.total >= ${clientRatingMin}::float8 * r.count)`;
  return sql`${inState} AND ${skilled} AND ${inCategory} AND ${paid} AND ${least} AND ${most} AND ${inCurrency}
    AND ${since} AND ${rated}`;
}
