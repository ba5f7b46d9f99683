import type { Sql } from '../../../../runtime/database/database.ts';

/** Rows that one step deletes of each kind. */
const BATCH_SIZE = 1_000;

/** Files of people that nothing shows any more. */
export interface ReleasedFiles {
  readonly subjectId: string;
  readonly ownerId: string;
  readonly fileIds: readonly string[];
}

/** Deletes what hangs on posts that nobody sees any more. */
export const createPurgeStore = (db: Sql) => ({
  /**
   * Deletes a part of what hangs on a deleted post, and at last its row, within a transaction. Returns the files of comments
   * that went with it, and whether all is gone.
   */
  async purgePost(postId: string): Promise<{ readonly isComplete: boolean; readonly files: readonly ReleasedFiles[] }> {
    const comments = await db.$queryRaw<ReleasedFiles[]>`
      WITH part AS (
        SELECT id, author_id FROM comment WHERE post_id = ${postId} LIMIT ${BATCH_SIZE} FOR UPDATE
      ), gone AS (
        DELETE FROM comment_media WHERE comment_id IN (SELECT id FROM part) RETURNING comment_id, file_id
      ), likes AS (
        DELETE FROM comment_like WHERE comment_id IN (SELECT id FROM part)
      ), texts AS (
        DELETE FROM text_revision WHERE subject_id IN (SELECT id FROM part)
      ), folded AS (
        DELETE FROM counter WHERE subject IN (SELECT id FROM part)
      ), unfolded AS (
        DELETE FROM counter_change WHERE subject IN (SELECT id FROM part)
      ), removed AS (
        DELETE FROM comment WHERE id IN (SELECT id FROM part)
      )
      SELECT s.id AS "subjectId", coalesce(s.author_id, '') AS "ownerId",
        coalesce(array_agg(g.file_id) FILTER (WHERE g.file_id IS NOT NULL), '{}') AS "fileIds"
      FROM part AS s LEFT JOIN gone AS g ON g.comment_id = s.id GROUP BY s.id, s.author_id`;
    const files = comments.filter(({ ownerId, fileIds }) => ownerId !== '' && fileIds.length > 0);
    const removed = [
      comments.length,
      await db.$executeRaw`
        DELETE FROM post_like WHERE (post_id, user_id) IN (
          SELECT post_id, user_id FROM post_like WHERE post_id = ${postId} LIMIT ${BATCH_SIZE})`,
      await db.$executeRaw`
        DELETE FROM bookmark WHERE (user_id, post_id) IN (
          SELECT user_id, post_id FROM bookmark WHERE post_id = ${postId} LIMIT ${BATCH_SIZE})`,
      await db.$executeRaw`
        DELETE FROM impression WHERE (post_id, viewer_id) IN (
          SELECT post_id, viewer_id FROM impression WHERE post_id = ${postId} LIMIT ${BATCH_SIZE})`,
      await db.$executeRaw`
        DELETE FROM hidden_post WHERE (user_id, post_id) IN (
          SELECT user_id, post_id FROM hidden_post WHERE post_id = ${postId} LIMIT ${BATCH_SIZE})`,
      await db.$executeRaw`
        DELETE FROM thread_mute WHERE (user_id, post_id) IN (
          SELECT user_id, post_id FROM thread_mute WHERE post_id = ${postId} LIMIT ${BATCH_SIZE})`,
      await db.$executeRaw`
        DELETE FROM poll_vote WHERE (post_id, user_id) IN (
          SELECT post_id, user_id FROM poll_vote WHERE post_id = ${postId} LIMIT ${BATCH_SIZE})`,
      await db.$executeRaw`
        DELETE FROM post WHERE id IN (SELECT id FROM post WHERE repost_of_id = ${postId} LIMIT ${BATCH_SIZE})`,
    ];
    if (removed.some((count) => count === BATCH_SIZE)) return { isComplete: false, files };
    await db.$executeRaw`
      WITH subjects AS (
        SELECT id FROM poll_option WHERE post_id = ${postId} UNION ALL SELECT ${postId}
      ), folded AS (
        DELETE FROM counter WHERE subject IN (SELECT id FROM subjects)
      ), unfolded AS (
        DELETE FROM counter_change WHERE subject IN (SELECT id FROM subjects)
      ), notices AS (
        DELETE FROM like_notice WHERE post_id = ${postId}
      )
      DELETE FROM text_revision WHERE subject_id = ${postId}`;
    await db.$executeRaw`DELETE FROM post WHERE id = ${postId} AND deleted_at IS NOT NULL`;
    return { isComplete: true, files };
  },
});
