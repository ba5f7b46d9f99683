import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isFollowing } from '../people/people-sql.ts';
import { isForEverybody, isMentioned, isVisiblePost } from './visible-sql.ts';

/** How a viewer stands to a post. */
export interface PostViewer {
  readonly hasLiked: boolean;
  readonly hasReposted: boolean;
  readonly hasBookmarked: boolean;
  readonly isHidden: boolean;
  readonly isMuted: boolean;
  /** By the reply policy alone: it may be locked besides. */
  readonly mayReply: boolean;
  readonly canReply: boolean;
  readonly canRepost: boolean;
  readonly canSee: boolean;
}

/** Whether a person mutes another now. Both are SQL expressions of an id. */
export const isMutedBy = (muter: SqlFragment, muted: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM user_mute AS mu WHERE mu.muter_id = ${muter} AND mu.muted_id = ${muted} AND (mu.until IS NULL OR mu.until > now()))`;

const hasMutedThread = (person: SqlFragment, postId: SqlFragment): SqlFragment => sql`EXISTS (
  SELECT FROM thread_mute AS tm WHERE tm.user_id = ${person} AND tm.post_id = ${postId})`;

/** Whether the author of the post `p` lets a person comment on it. */
const mayReplyTo = (viewer: SqlFragment): SqlFragment => sql`(p.author_id = ${viewer} OR CASE p.reply_policy
  WHEN 'EVERYONE' THEN TRUE
  WHEN 'FOLLOWERS' THEN ${isFollowing(viewer, sql`p.author_id`)}
  WHEN 'MENTIONED' THEN ${isMentioned(sql`p.id`, viewer)}
  ELSE FALSE END)`;

/** Posts as one person stands to them. */
export const createPostViewerStore = (db: Sql) => ({
  /** How the viewer stands to posts that they may see, in the order of the ids; null for posts that there are not. */
  async postViewers(viewerId: string, ids: readonly string[]): Promise<(PostViewer | null)[]> {
    const viewer = sql`${viewerId}::text`;
    const found = await db.$queryRaw<(PostViewer & { readonly id: string })[]>`
      SELECT r.*, r."mayReply" AND r."isOpen" AS "canReply" FROM (
        SELECT p.id,
          EXISTS (SELECT FROM post_like AS l WHERE l.post_id = p.id AND l.user_id = ${viewer}) AS "hasLiked",
          EXISTS (SELECT FROM post AS own WHERE own.repost_of_id = p.id AND own.author_id = ${viewer}
            AND own.deleted_at IS NULL) AS "hasReposted",
          EXISTS (SELECT FROM bookmark AS k WHERE k.post_id = p.id AND k.user_id = ${viewer}) AS "hasBookmarked",
          EXISTS (SELECT FROM hidden_post AS h WHERE h.post_id = p.id AND h.user_id = ${viewer}) AS "isHidden",
          ${hasMutedThread(viewer, sql`p.id`)} OR ${isMutedBy(viewer, sql`p.author_id`)} AS "isMuted",
          ${mayReplyTo(viewer)} AS "mayReply", NOT p.is_locked AND p.number IS NOT NULL AND p.repost_of_id IS NULL AS "isOpen",
          p.repost_of_id IS NULL AND (${isForEverybody(sql`p`)}
            OR (p.author_id = ${viewer} AND p.number IS NOT NULL AND p.visibility <> 'PRIVATE')) AS "canRepost",
          NOT ${isHiddenContent(sql`p.id`)} AS "canSee"
        FROM post AS p WHERE p.id = ANY (${[...ids]}::text[])) AS r`;
    return inOrderOf(ids, found, ({ id }) => id);
  },

  /** Which of the posts everybody may see. */
  async openPosts(ids: readonly string[]): Promise<ReadonlySet<string>> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT p.id FROM post AS p WHERE p.id = ANY (${[...ids]}::text[]) AND ${isForEverybody(sql`p`)}`;
    return new Set(rows.map(({ id }) => id));
  },

  /** Which people learn of what another does on a post: not who may not see it, or has muted the other or the thread. */
  async notifiable(actorId: string, postId: string, userIds: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT u.id FROM unnest(${[...new Set(userIds)]}::text[]) AS u(id) JOIN post AS p ON p.id = ${postId}
      WHERE u.id <> ${actorId} AND ${isVisiblePost(sql`p`, sql`u.id`)} AND NOT ${isMutedBy(sql`u.id`, sql`${actorId}::text`)}
        AND NOT ${hasMutedThread(sql`u.id`, sql`p.id`)} AND NOT ${blockedBetween(sql`u.id`, sql`${actorId}::text`)}
      ORDER BY 1`;
    return rows.map(({ id }) => id);
  },

  /** Those followers of its author who asked to be notified and may see the post, by id. */
  async postRecipients(postId: string, after: string, limit: number): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT w.follower_id AS id FROM post AS p JOIN follow AS w ON w.followee_id = p.author_id AND w.notify
      WHERE p.id = ${postId} AND p.number IS NOT NULL AND w.follower_id > ${after}
        AND ${isVisiblePost(sql`p`, sql`w.follower_id`)} AND NOT ${isMutedBy(sql`w.follower_id`, sql`p.author_id`)}
        AND (p.repost_of_id IS NULL OR w.show_reposts)
      ORDER BY w.follower_id LIMIT ${limit}`;
    return rows.map(({ id }) => id);
  },
});
