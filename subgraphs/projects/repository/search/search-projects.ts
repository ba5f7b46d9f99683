import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { searchQuery } from '../../../../runtime/search/search-sql.ts';
import { filterRule, type ProjectFilter } from '../projects/filter-sql.ts';
import { PROJECT_COLUMNS, type Project } from '../projects/project.ts';
import { isShownTo } from '../projects/visible-sql.ts';

/** When a project was opened, and its id. */
export type OpenedKey = readonly [openedAt: string, id: string];

/** A search of a viewer; a visitor's id is empty. */
export interface ProjectSearch {
  readonly viewerId: string;
  readonly query: string;
  readonly filter: ProjectFilter;
  /** Only projects behind this one. */
  readonly from: OpenedKey | null;
  readonly limit: number;
}

/** Projects with the words that the first statement looks at; each further one looks at four times as many. */
const FIRST_CANDIDATES = 100;

/** A row of what was found, beside what the statement has looked at. */
type FoundRow = Omit<Project, 'id'> & {
  /** Null where none of the candidates may be seen. */
  readonly id: string | null;
  readonly candidates: number;
  readonly lastOpenedAt: Date | null;
  readonly lastId: string | null;
};

/** Searches projects for everybody by their words, latest opened first. */
export const createProjectSearch = (db: Sql) => {
  /**
   * The latest projects with the words are looked for first, and then which of them may be seen: the planner knows how common
   * words are, and not how many projects a viewer may see. It goes on until the page is full.
   */
  const search = async (request: ProjectSearch, hasWords: SqlFragment): Promise<Project[]> => {
    const { viewerId, filter, limit } = request;
    const found: Project[] = [];
    let from = request.from;
    for (let batchSize = Math.max(FIRST_CANDIDATES, limit); ; batchSize *= 4) {
      const beyond = from === null ? sql`TRUE` : sql`(p.opened_at, p.id) < (${from[0]}::timestamptz, ${from[1]})`;
      const rows = await db.$queryRaw<FoundRow[]>`
        ${CUSTOM_PLAN}WITH candidate AS MATERIALIZED (
          SELECT p.id, p.opened_at FROM project AS p
          WHERE p.visibility = 'PUBLIC' AND p.status <> 'DRAFT' AND p.opened_at IS NOT NULL AND ${hasWords} AND ${beyond}
            AND ${filterRule(filter)}
          ORDER BY p.opened_at DESC, p.id DESC LIMIT ${batchSize}
        ), edge AS (
          SELECT (SELECT count(*)::int FROM candidate) AS candidates, last.opened_at AS "lastOpenedAt", last.id AS "lastId"
          FROM (SELECT 1) AS one LEFT JOIN LATERAL (
            SELECT * FROM candidate ORDER BY opened_at, id LIMIT 1) AS last ON TRUE
        )
        SELECT edge.*, shown.* FROM edge LEFT JOIN LATERAL (
          SELECT ${PROJECT_COLUMNS} FROM candidate JOIN project AS p ON p.id = candidate.id
          WHERE ${isShownTo(sql`p`, sql`${viewerId}::text`)}
          ORDER BY candidate.opened_at DESC, candidate.id DESC LIMIT ${limit - found.length}) AS shown ON TRUE`;
      for (const { candidates: _, lastOpenedAt: __, lastId: ___, id, ...project } of rows)
        if (id !== null) found.push({ ...project, id });
      const [first] = rows;
      if (found.length >= limit || first === undefined || first.candidates < batchSize) return found;
      if (first.lastOpenedAt === null || first.lastId === null) return found;
      from = [first.lastOpenedAt.toISOString(), first.lastId];
    }
  };
  return {
    /** Projects that have all words of the query. */
    projectsWithWords: (request: ProjectSearch): Promise<Project[]> =>
      search(request, sql`p.words @@ ${searchQuery(request.query, 'WHOLE')}`),

    /** Projects that have all words of the query, the last one as the beginning of another; without those that have all as they are. */
    projectsWithBeginnings: (request: ProjectSearch): Promise<Project[]> =>
      search(
        request,
        sql`p.words @@ (${searchQuery(request.query, 'LAST_BEGINS')} && !!${searchQuery(request.query, 'WHOLE')})`,
      ),
  };
};
