import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { POST_COLUMNS, type Post } from '../posts/post.ts';
import { isForEverybody, isVisiblePost } from '../posts/visible-sql.ts';

/** Most posts that a count of a tag reads; a tag with more shows this number. */
export const MAX_COUNTED_POSTS = 10_000;

/** What posts are about. */
export interface Tag {
  /** In the form in which tags are compared. */
  readonly name: string;
}

/** Sort key of a post of a tag, newest first. */
export type TaggedKey = readonly [number: number];

const NEWEST: ListOrder = { by: [['t.number', 'bigint']], direction: 'DESC' };

/** Tags in the form in which they are compared. */
export const createTagStore = (db: Sql) => ({
  /** How many posts of each tag everybody may see, at most `MAX_COUNTED_POSTS`. */
  async tagCounts(tags: readonly string[]): Promise<number[]> {
    const rows = await db.$queryRaw<{ total: number }[]>`
      SELECT (SELECT count(*)::int FROM (
          SELECT FROM post_tag AS t JOIN post AS p ON p.id = t.post_id
          WHERE t.tag = asked.tag AND ${isForEverybody(sql`p`)} LIMIT ${MAX_COUNTED_POSTS}) AS counted) AS total
      FROM unnest(${[...tags]}::text[]) WITH ORDINALITY AS asked (tag, nth) ORDER BY asked.nth`;
    return rows.map(({ total }) => total);
  },

  /** A page of the posts of each tag that the viewer may see, newest first. */
  tagPages: (viewerId: string, tags: PagesRequest<TaggedKey>): Promise<Post[][]> =>
    readPages<Post>(
      db,
      tags,
      NEWEST,
      ({ parent, beyond, order }) => sql`
        SELECT ${POST_COLUMNS} FROM post_tag AS t JOIN post AS p ON p.id = t.post_id
        WHERE t.tag = ${parent} AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`,
    ),

  /** Which of the tags a person follows. */
  async tagsFollowed(userId: string, tags: readonly string[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<{ tag: string }[]>`
      SELECT tag FROM followed_tag WHERE user_id = ${userId} AND tag = ANY (${[...tags]}::text[])`;
    const followed = new Set(rows.map(({ tag }) => tag));
    return tags.map((tag) => followed.has(tag));
  },

  /** Within a transaction; false when the person follows `limit` other tags. */
  async followTag(userId: string, tag: string, limit: number, now: Date): Promise<boolean> {
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(current_schema() || ':tags:' || ${userId}, 0))::text`;
    const rows = await db.$queryRaw<unknown[]>`
      INSERT INTO followed_tag AS f (user_id, tag, followed_at)
      SELECT ${userId}, ${tag}, ${now}::timestamptz
      WHERE (SELECT count(*) FROM followed_tag WHERE user_id = ${userId} AND tag <> ${tag}) < ${limit}
      ON CONFLICT (user_id, tag) DO UPDATE SET tag = excluded.tag RETURNING 1`;
    return rows.length > 0;
  },

  async unfollowTag(userId: string, tag: string): Promise<void> {
    await db.$executeRaw`DELETE FROM followed_tag WHERE user_id = ${userId} AND tag = ${tag}`;
  },
});
