import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, pageClauses, readPages } from '../../../../runtime/database/keyset.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { filterRule, type ProjectFilter } from './filter-sql.ts';
import { PROJECT_COLUMNS, type Project } from './project.ts';
import { isShownTo, isVisibleProject } from './visible-sql.ts';

/** How a list is ordered: values of the enum `ProjectSort`. */
export type ProjectSort = 'NEWEST' | 'BUDGET_HIGHEST' | 'BUDGET_LOWEST' | 'DEADLINE';

/** A project with the number that orders it in its list. */
export type RankedProject = Project & {
  /** Milliseconds of opening, minor units, or days since 2000-01-01. */
  readonly rank: number;
};

/** The rank and the id of a project. */
export type RankKey = readonly [rank: number, id: string];

/** The id of a project. */
type ProjectKey = readonly [id: string];

/** When it was saved, and the id of the project. */
export type SavedKey = readonly [savedAt: string, projectId: string];

const BUDGET = 'coalesce(p.budget_max, p.budget_min)';
const DAY = "(p.deadline - DATE '2000-01-01')";

const orderBy = (
  expression: string,
  type: 'bigint' | 'integer' | 'timestamptz',
  direction: 'ASC' | 'DESC',
): ListOrder => ({
  by: [
    [expression, type],
    ['p.id', 'text'],
  ],
  direction,
});

const SORTS = {
  NEWEST: {
    order: orderBy('p.opened_at', 'timestamptz', 'DESC'),
    rank: sql`(extract(epoch FROM p.opened_at) * 1000)::float8`,
    exists: sql`p.opened_at IS NOT NULL`,
  },
  BUDGET_HIGHEST: {
    order: orderBy(BUDGET, 'bigint', 'DESC'),
    rank: sql`coalesce(p.budget_max, p.budget_min)::float8`,
    exists: sql`coalesce(p.budget_max, p.budget_min) IS NOT NULL`,
  },
  BUDGET_LOWEST: {
    order: orderBy(BUDGET, 'bigint', 'ASC'),
    rank: sql`coalesce(p.budget_max, p.budget_min)::float8`,
    exists: sql`coalesce(p.budget_max, p.budget_min) IS NOT NULL`,
  },
  DEADLINE: {
    order: orderBy(DAY, 'integer', 'ASC'),
    rank: sql`(p.deadline - DATE '2000-01-01')::float8`,
    exists: sql`p.deadline IS NOT NULL`,
  },
} as const satisfies Record<
  ProjectSort,
  { readonly order: ListOrder; readonly rank: SqlFragment; readonly exists: SqlFragment }
>;

const BY_ID: ListOrder = { by: [['p.id', 'text']], direction: 'DESC' };
const BY_SAVE: ListOrder = {
  by: [
    ['s.saved_at', 'timestamptz'],
    ['p.id', 'text'],
  ],
  direction: 'DESC',
};

/** Lists of projects as a viewer may see them. */
export const createProjectLists = (db: Sql) => ({
  /** Projects for everybody that the viewer may see. */
  async publicProjects(
    viewerId: string,
    filter: ProjectFilter,
    sort: ProjectSort,
    page: PageRequest<RankKey>,
  ): Promise<RankedProject[]> {
    const { order: list, rank, exists } = SORTS[sort];
    const { beyond, order } = pageClauses(list, page);
    return await db.$queryRaw<RankedProject[]>`
      ${CUSTOM_PLAN}SELECT ${PROJECT_COLUMNS}, ${rank} AS rank FROM project AS p
      WHERE p.visibility = 'PUBLIC' AND p.status <> 'DRAFT' AND ${exists} AND ${filterRule(filter)}
        AND ${isShownTo(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`;
  },

  /** Projects of each person that the viewer may see, latest first. */
  async pagesOfClients(viewerId: string, request: PagesRequest<ProjectKey>): Promise<Project[][]> {
    return readPages<Project>(
      db,
      request,
      BY_ID,
      ({ parent, beyond, order }) => sql`
      SELECT ${PROJECT_COLUMNS} FROM project AS p
      WHERE p.client_id = ${parent} AND ${isVisibleProject(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`,
    );
  },

  /** Projects to which a person is invited and that they may see, latest project first. */
  async invitedProjects(viewerId: string, page: PageRequest<ProjectKey>): Promise<Project[]> {
    const { beyond, order } = pageClauses(BY_ID, page);
    return await db.$queryRaw<Project[]>`
      SELECT ${PROJECT_COLUMNS} FROM project_invitation AS i JOIN project AS p ON p.id = i.project_id
      WHERE i.user_id = ${viewerId} AND ${isVisibleProject(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`;
  },

  /** Projects that a person has saved and may see, latest first. */
  async savedProjects(
    viewerId: string,
    page: PageRequest<SavedKey>,
  ): Promise<(Project & { readonly savedAt: Date })[]> {
    const { beyond, order } = pageClauses(BY_SAVE, page);
    return await db.$queryRaw<(Project & { readonly savedAt: Date })[]>`
      SELECT ${PROJECT_COLUMNS}, s.saved_at AS "savedAt" FROM saved_project AS s JOIN project AS p ON p.id = s.project_id
      WHERE s.user_id = ${viewerId} AND ${isVisibleProject(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`;
  },
});
