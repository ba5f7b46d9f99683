import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readVisiblePages } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isFollowing, isHiddenPerson } from '../people/people-sql.ts';

/** Who likes a post, and since when. */
export interface Liker {
  readonly userId: string;
  readonly likedAt: Date;
}

/** When it was liked, and by whom. */
export type LikerKey = readonly [likedAt: string, userId: string];

/** Likes of a post that its author is not notified of yet. */
export interface UnpublishedLikes {
  readonly postId: string;
  readonly authorId: string;
  /** By id, without people whom the author mutes. */
  readonly userIds: readonly string[];
}

const LATEST: ListOrder = {
  by: [
    ['l.liked_at', 'timestamptz'],
    ['l.user_id', 'text'],
  ],
  direction: 'DESC',
};

/** Likes. Each change is one statement with its count, so that a storm of likes of one post waits for nothing but commits. */
export const createLikeStore = (db: Sql) => ({
  /** False when the person likes the post already. */
  async addPostLike(postId: string, userId: string, at: Date): Promise<boolean> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      WITH liked AS (
        INSERT INTO post_like (post_id, user_id, liked_at) VALUES (${postId}, ${userId}, ${at})
        ON CONFLICT DO NOTHING RETURNING post_id, user_id
      ), counted AS (
        INSERT INTO counter_change (name, subject, delta) SELECT 'likes', post_id, 1 FROM liked
      ), noticed AS (
        INSERT INTO like_notice (post_id, user_id)
        SELECT post_id, user_id FROM liked WHERE user_id <> (SELECT author_id FROM post WHERE id = ${postId})
        ON CONFLICT DO NOTHING
      )
      SELECT count(*)::int AS count FROM liked`;
    return row?.count === 1;
  },

  /** False when the person does not like the post. */
  async removePostLike(postId: string, userId: string): Promise<boolean> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      WITH gone AS (
        DELETE FROM post_like WHERE post_id = ${postId} AND user_id = ${userId} RETURNING post_id
      ), counted AS (
        INSERT INTO counter_change (name, subject, delta) SELECT 'likes', post_id, -1 FROM gone
      ), unnoticed AS (
        DELETE FROM like_notice WHERE post_id = ${postId} AND user_id = ${userId}
      )
      SELECT count(*)::int AS count FROM gone`;
    return row?.count === 1;
  },

  /** False when the person likes the comment already. */
  async addCommentLike(commentId: string, userId: string, at: Date): Promise<boolean> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      WITH liked AS (
        INSERT INTO comment_like (comment_id, user_id, liked_at)
        SELECT c.id, ${userId}, ${at} FROM comment AS c WHERE c.id = ${commentId} AND c.deleted_at IS NULL
        ON CONFLICT DO NOTHING RETURNING comment_id
      ), counted AS (
        INSERT INTO counter_change (name, subject, delta) SELECT 'comment-likes', comment_id, 1 FROM liked
      )
      SELECT count(*)::int AS count FROM liked`;
    return row?.count === 1;
  },

  /** False when the person does not like the comment. */
  async removeCommentLike(commentId: string, userId: string): Promise<boolean> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      WITH gone AS (
        DELETE FROM comment_like WHERE comment_id = ${commentId} AND user_id = ${userId} RETURNING comment_id
      ), counted AS (
        INSERT INTO counter_change (name, subject, delta) SELECT 'comment-likes', comment_id, -1 FROM gone
      )
      SELECT count(*)::int AS count FROM gone`;
    return row?.count === 1;
  },

  /**
   * Brings the score by which a comment is ordered to its likes, unless somebody is at it: a storm of likes must not wait for
   * one row, and whoever comes last sees to it.
   */
  async updateScore(commentId: string): Promise<void> {
    await db.$executeRaw`
      UPDATE comment SET score = (
        SELECT coalesce(sum(n.value), 0)::int FROM (
          SELECT value FROM counter WHERE subject = ${commentId} AND name = 'comment-likes'
          UNION ALL SELECT delta FROM counter_change WHERE subject = ${commentId} AND name = 'comment-likes') AS n)
      WHERE id = (SELECT id FROM comment WHERE id = ${commentId} AND deleted_at IS NULL FOR NO KEY UPDATE SKIP LOCKED)`;
  },

  /** Who likes each post, latest first, without people who are hidden from the viewer; null where they may not know. */
  async likerPages(viewerId: string, request: PagesRequest<LikerKey>): Promise<(Liker[] | null)[]> {
    const viewer = sql`${viewerId}::text`;
    return readVisiblePages<Liker>(
      db,
      request,
      LATEST,
      ({ parent, beyond, order }) => sql`
        SELECT l.user_id AS "userId", l.liked_at AS "likedAt" FROM post_like AS l
        WHERE l.post_id = ${parent} AND NOT ${isHiddenPerson(sql`l.user_id`, viewer)} AND ${beyond} ${order}`,
      sql`EXISTS (SELECT FROM post AS p LEFT JOIN social_settings AS s ON s.user_id = p.author_id
        WHERE p.id = parent.id AND (p.author_id = ${viewer} OR CASE coalesce(s.who_sees_likers, 'EVERYONE')
          WHEN 'EVERYONE' THEN TRUE WHEN 'FOLLOWERS' THEN ${isFollowing(viewer, sql`p.author_id`)} ELSE FALSE END))`,
    );
  },

  /** Takes likes of up to `limit` people that their authors are not notified of, by post. */
  async takeLikeNotices(limit: number): Promise<UnpublishedLikes[]> {
    return await db.$queryRaw<UnpublishedLikes[]>`
      WITH taken AS (
        DELETE FROM like_notice WHERE (post_id, user_id) IN (
          SELECT post_id, user_id FROM like_notice ORDER BY post_id LIMIT ${limit} FOR UPDATE SKIP LOCKED)
        RETURNING post_id, user_id
      )
      SELECT p.id AS "postId", p.author_id AS "authorId", array_agg(t.user_id ORDER BY t.user_id) AS "userIds"
      FROM taken AS t JOIN post AS p ON p.id = t.post_id
      WHERE p.deleted_at IS NULL AND NOT ${isHiddenPerson(sql`t.user_id`, sql`p.author_id`)}
        AND NOT EXISTS (SELECT FROM user_mute AS m WHERE m.muter_id = p.author_id AND m.muted_id = t.user_id
          AND (m.until IS NULL OR m.until > now()))
      GROUP BY p.id`;
  },
});
