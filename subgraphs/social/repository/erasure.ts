import type { Sql } from '../../../runtime/database/database.ts';

/** Rows that one step erases. */
const ROW_BATCH_SIZE = 1_000;

/** Posts and comments that one step erases: each takes several statements. */
const CONTENT_BATCH_SIZE = 20;

/** Erasing who has deleted their account: `post`, `comment`, `post_like`, `comment_like`, `poll_vote` and `follow`. */
export const createErasureStore = (db: Sql) => ({
  /** Some posts of a person, drafts and deleted ones among them. */
  async postsToErase(authorId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM post WHERE author_id = ${authorId} LIMIT ${CONTENT_BATCH_SIZE}`;
    return rows.map(({ id }) => id);
  },

  /** Some comments of a person. */
  async commentsToErase(authorId: string): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM comment WHERE author_id = ${authorId} LIMIT ${CONTENT_BATCH_SIZE}`;
    return rows.map(({ id }) => id);
  },

  /** Takes likes, votes and follows of a person back, with their counts. True when none are left. */
  async eraseChoices(userId: string): Promise<boolean> {
    const erased = [
      await db.$executeRaw`
        WITH gone AS (
          DELETE FROM post_like WHERE (post_id, user_id) IN (
            SELECT post_id, user_id FROM post_like WHERE user_id = ${userId} LIMIT ${ROW_BATCH_SIZE}) RETURNING post_id
        )
        INSERT INTO counter_change (name, subject, delta) SELECT 'likes', post_id, -1 FROM gone`,
      await db.$executeRaw`
        WITH gone AS (
          DELETE FROM comment_like WHERE (comment_id, user_id) IN (
            SELECT comment_id, user_id FROM comment_like WHERE user_id = ${userId} LIMIT ${ROW_BATCH_SIZE})
          RETURNING comment_id
        )
        INSERT INTO counter_change (name, subject, delta) SELECT 'comment-likes', comment_id, -1 FROM gone`,
      await db.$executeRaw`
        WITH gone AS (
          DELETE FROM poll_vote WHERE (post_id, user_id) IN (
            SELECT post_id, user_id FROM poll_vote WHERE user_id = ${userId} LIMIT ${ROW_BATCH_SIZE})
          RETURNING post_id, option_ids
        )
        INSERT INTO counter_change (name, subject, delta)
        SELECT 'voters', post_id, CASE WHEN cardinality(option_ids) > 0 THEN -1 ELSE 0 END FROM gone
        UNION ALL SELECT 'votes', o, -1 FROM gone, unnest(option_ids) AS o`,
      await db.$executeRaw`
        WITH gone AS (
          DELETE FROM follow WHERE (follower_id, followee_id) IN (
            SELECT follower_id, followee_id FROM follow
            WHERE follower_id = ${userId} OR followee_id = ${userId} LIMIT ${ROW_BATCH_SIZE})
          RETURNING follower_id, followee_id
        )
        INSERT INTO counter_change (name, subject, delta)
        SELECT 'followers', followee_id, -1 FROM gone WHERE followee_id <> ${userId}
        UNION ALL SELECT 'following', follower_id, -1 FROM gone WHERE follower_id <> ${userId}`,
    ];
    return erased.every((count) => count === 0);
  },
});
