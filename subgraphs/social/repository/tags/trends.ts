import { CUSTOM_PLAN } from '../../../../runtime/database/custom-plan.ts';
import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isForEverybody } from '../posts/visible-sql.ts';

/** A tag that many people post about more than usual. */
export interface TrendingTag {
  readonly tag: string;
  readonly postCount: number;
  readonly authorCount: number;
  readonly score: number;
}

/** Newest posts that trends are made from, so that a busy week costs no more than a busy day. */
const MAX_POSTS = 200_000;

/** Authors that a tag needs: one person alone makes no trend. */
const MIN_AUTHORS = 3;

/** Most trends of a window. */
const MAX_TRENDS = 100;

/** Authors that count as usual for a tag of which nothing was heard before: new tags would beat all others otherwise. */
const USUAL_AUTHORS = 3;

/** What people post about more than usual. */
export const createTrendStore = (db: Sql) => ({
  /**
   * Tags by the authors who used them since `from`, in relation to those of the time of the same length before it, from posts
   * that everybody may see. An author counts once for a tag.
   */
  async trends(before: Date, from: Date): Promise<TrendingTag[]> {
    return db.$queryRaw<TrendingTag[]>`
      ${CUSTOM_PLAN}WITH recent AS MATERIALIZED (
        SELECT p.id, p.author_id, p.published_at >= ${from}::timestamptz AS is_now FROM (
          SELECT * FROM post AS n WHERE n.number IS NOT NULL ORDER BY n.number DESC LIMIT ${MAX_POSTS}) AS p
        WHERE p.published_at >= ${before}::timestamptz AND cardinality(p.tags) > 0 AND ${isForEverybody(sql`p`)}
      ), counted AS (
        SELECT t.tag, count(*) FILTER (WHERE r.is_now)::int AS posts,
          count(DISTINCT r.author_id) FILTER (WHERE r.is_now)::int AS authors,
          count(DISTINCT r.author_id) FILTER (WHERE NOT r.is_now)::int AS usual
        FROM recent AS r JOIN post_tag AS t ON t.post_id = r.id GROUP BY t.tag
      )
      SELECT tag, posts AS "postCount", authors AS "authorCount",
        round(authors::numeric / (usual + ${USUAL_AUTHORS}::int), 2)::float8 AS score
      FROM counted WHERE authors >= ${MIN_AUTHORS}
      ORDER BY score DESC, authors DESC, tag LIMIT ${MAX_TRENDS}`;
  },
});
