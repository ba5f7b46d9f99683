import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isVisiblePost } from '../posts/visible-sql.ts';

/** A post that was shown to a person. */
export interface RecordedImpression {
  readonly postId: string;
  /** Whether it was the first time. */
  readonly isFirst: boolean;
}

/** What people were shown, and what they do not want to be shown. */
export const createImpressions = (db: Sql) => ({
  /**
   * Records that posts were shown to a person, and returns which of them count: others' posts that the person may see, and
   * that were not counted after `countedSince`. Two calls at once count a post once.
   */
  recordImpressions(
    viewerId: string,
    postIds: readonly string[],
    { now, countedSince }: { readonly now: Date; readonly countedSince: Date },
  ): Promise<RecordedImpression[]> {
    return Promise.resolve(db.$queryRaw<RecordedImpression[]>`
      INSERT INTO impression AS i (post_id, viewer_id, first_at, last_at)
      SELECT p.id, ${viewerId}, ${now}, ${now} FROM post AS p
      WHERE p.id = ANY (${[...postIds]}::text[]) AND p.author_id <> ${viewerId} AND p.number IS NOT NULL
        AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)}
      ORDER BY p.id
      ON CONFLICT (post_id, viewer_id) DO UPDATE SET last_at = excluded.last_at, total = i.total + 1
        WHERE i.last_at <= ${countedSince}
      RETURNING i.post_id AS "postId", i.total = 1 AS "isFirst"`);
  },

  /** Takes a post from the feeds of a person; repeated, it changes the reason. */
  async hidePost(userId: string, postId: string, reason: string | null, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO hidden_post AS h (user_id, post_id, reason, hidden_at) VALUES (${userId}, ${postId}, ${reason}, ${now})
      ON CONFLICT (user_id, post_id) DO UPDATE SET reason = coalesce(excluded.reason, h.reason)`;
  },

  /** Brings a post back into the feeds of a person. */
  async unhidePost(userId: string, postId: string): Promise<void> {
    await db.$executeRaw`DELETE FROM hidden_post WHERE user_id = ${userId} AND post_id = ${postId}`;
  },
});
