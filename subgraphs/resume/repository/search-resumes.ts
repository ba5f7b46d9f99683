import { CUSTOM_PLAN } from '../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../runtime/database/database.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import { searchQuery } from '../../../runtime/search/search-sql.ts';
import { isVisibleResume, RESUME_COLUMNS, type Resume } from './resume.ts';

/** When a resume was published, in milliseconds, and its id. */
export type PublishedKey = readonly [publishedAt: number, id: string];

/** A search of a viewer; a visitor's id is empty. */
export interface ResumeSearch {
  readonly viewerId: string;
  readonly query: string;
  /** In lower case; all of them. */
  readonly skillNames: readonly string[];
  readonly countryCode: string | null;
  readonly locale: string | null;
  readonly from: PublishedKey | null;
  readonly limit: number;
}

/** Resumes with the words that the first statement looks at; each further one looks at four times as many. */
const FIRST_CANDIDATES = 100;

type FoundRow = Omit<Resume, 'id'> & {
  /** Null where none of the candidates may be seen. */
  readonly id: string | null;
  readonly candidates: number;
  readonly edgeAt: Date | null;
  readonly edgeId: string | null;
};

/** Searches public resumes by their words, latest published first. */
export const createResumeSearch = (db: Sql) => ({
  /**
   * The latest resumes with the words are looked for first, and then which of them may be seen, as the planner does not know how
   * many those are. It goes on until the page is full.
   */
  async searchResumes({
    viewerId,
    query,
    skillNames,
    countryCode,
    locale,
    from,
    limit,
  }: ResumeSearch): Promise<Resume[]> {
    const found: Resume[] = [];
    let edge = from;
    for (let batchSize = Math.max(FIRST_CANDIDATES, limit); ; batchSize *= 4) {
      const beyond =
        edge === null ? sql`TRUE` : sql`(r.published_at, r.id) < (${new Date(edge[0])}::timestamptz, ${edge[1]}::text)`;
      const rows = await db.$queryRaw<FoundRow[]>`
        ${CUSTOM_PLAN}WITH candidate AS MATERIALIZED (
          SELECT r.id, r.published_at FROM resume AS r
          WHERE r.published_at IS NOT NULL AND r.words @@ ${searchQuery(query, 'WHOLE')} AND ${beyond}
            AND r.skill_names @> ${[...skillNames]}::text[]
            AND (${countryCode}::text IS NULL OR r.country_code = ${countryCode}::text)
            AND (${locale}::text IS NULL OR r.locale = ${locale}::text)
          ORDER BY r.published_at DESC, r.id DESC LIMIT ${batchSize}
        ), edge AS (
          SELECT count(*)::int AS candidates, (array_agg(published_at ORDER BY published_at, id))[1] AS "edgeAt",
            (array_agg(id ORDER BY published_at, id))[1] AS "edgeId" FROM candidate
        )
        SELECT edge.*, shown.* FROM edge LEFT JOIN LATERAL (
          SELECT ${RESUME_COLUMNS} FROM candidate JOIN resume AS r ON r.id = candidate.id
          WHERE r.visibility = 'PUBLIC' AND ${isVisibleResume(sql`${viewerId}::text`)}
          ORDER BY candidate.published_at DESC, candidate.id DESC LIMIT ${limit - found.length}) AS shown ON TRUE`;
      for (const { candidates: _, edgeAt: __, edgeId: ___, id, ...resume } of rows)
        if (id !== null) found.push({ ...resume, id });
      const [first] = rows;
      if (found.length >= limit || first === undefined || first.candidates < batchSize) return found;
      edge = [first.edgeAt?.getTime() ?? 0, first.edgeId ?? ''];
    }
  },
});
