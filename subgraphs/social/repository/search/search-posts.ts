import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { searchQuery } from '../../../../runtime/search/search-sql.ts';
import { POST_COLUMNS, type Post } from '../posts/post.ts';
import { isVisiblePost } from '../posts/visible-sql.ts';

/** What else must be true of posts that are looked for; null for whatever. */
export interface SearchFilter {
  readonly authorId: string | null;
  /** In the form in which tags are compared. */
  readonly tag: string | null;
  readonly hasMedia: boolean | null;
  readonly language: string | null;
  readonly from: Date | null;
  readonly to: Date | null;
}

/** A search of a viewer; a visitor's id is empty. */
export interface PostSearch {
  readonly viewerId: string;
  readonly query: string;
  readonly filter: SearchFilter;
  /** Only posts before this number. */
  readonly before: number | null;
  readonly limit: number;
}

/** Posts with the words that the first statement looks at; each further one looks at four times as many. */
const FIRST_CANDIDATES = 100;

/** A row of what was found, beside what the statement has looked at. */
type FoundRow = Omit<Post, 'id'> & {
  /** Null where none of the candidates may be seen. */
  readonly id: string | null;
  readonly candidates: number;
  readonly lowest: bigint | null;
};

/** Searches posts by their words, newest first. */
export const createPostSearch = (db: Sql) => {
  /**
   * The newest posts with the words are looked for first, and then which of them may be seen: the planner knows how common words
   * are, and not how many posts of others a viewer may see. It goes on until the page is full.
   */
  const search = async (request: PostSearch, hasWords: SqlFragment): Promise<Post[]> => {
    const { viewerId, filter, limit } = request;
    const found: Post[] = [];
    let before = request.before;
    for (let batchSize = Math.max(FIRST_CANDIDATES, limit); ; batchSize *= 4) {
      const rows = await db.$queryRaw<FoundRow[]>`
        ${CUSTOM_PLAN}WITH candidate AS MATERIALIZED (
          SELECT p.id, p.number FROM post AS p
          WHERE p.number IS NOT NULL AND ${hasWords} AND ${before === null ? sql`TRUE` : sql`p.number < ${before}::bigint`}
            AND ${filterRule(filter)}
          ORDER BY p.number DESC LIMIT ${batchSize}
        ), edge AS (SELECT count(*)::int AS candidates, min(number) AS lowest FROM candidate)
        SELECT edge.*, shown.* FROM edge LEFT JOIN LATERAL (
          SELECT ${POST_COLUMNS} FROM candidate JOIN post AS p ON p.id = candidate.id
          WHERE ${isVisiblePost(sql`p`, sql`${viewerId}::text`)}
          ORDER BY candidate.number DESC LIMIT ${limit - found.length}) AS shown ON TRUE`;
      for (const { candidates: _, lowest: __, id, ...post } of rows) if (id !== null) found.push({ ...post, id });
      const [first] = rows;
      if (found.length >= limit || first === undefined || first.candidates < batchSize) return found;
      before = Number(first.lowest);
    }
  };
  return {
    /** Posts that have all words of the query. */
    postsWithWords: (request: PostSearch): Promise<Post[]> =>
      search(request, sql`p.words @@ ${searchQuery(request.query, 'WHOLE')}`),

    /** Posts that have all words of the query, the last one as the beginning of another; without those that have all as they are. */
    postsWithBeginnings: (request: PostSearch): Promise<Post[]> =>
      search(
        request,
        sql`p.words @@ (${searchQuery(request.query, 'LAST_BEGINS')} && !!${searchQuery(request.query, 'WHOLE')})`,
      ),
  };
};

/** Absent parts are left out of the statement, so that the planner knows what is asked. */
function filterRule({ authorId, tag, hasMedia, language, from, to }: SearchFilter): SqlFragment {
  const author = authorId === null ? sql`TRUE` : sql`p.author_id = ${authorId}`;
  const tagged =
    tag === null ? sql`TRUE` : sql`EXISTS (SELECT FROM post_tag AS t WHERE t.post_id = p.id AND t.tag = ${tag})`;
  const media = hasMedia === null ? sql`TRUE` : hasMedia ? sql`p.media_count > 0` : sql`p.media_count = 0`;
  const spoken = language === null ? sql`TRUE` : sql`p.language = ${language}`;
  const since = from === null ? sql`TRUE` : sql`p.published_at >= ${from}::timestamptz`;
  const until = to === null ? sql`TRUE` : sql`p.published_at < ${to}::timestamptz`;
  return sql`${author} AND ${tagged} AND ${media} AND ${spoken} AND ${since} AND ${until}`;
}
