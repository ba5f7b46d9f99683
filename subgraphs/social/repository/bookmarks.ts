import type { Sql } from '../../../runtime/database/database.ts';

/** Posts that people keep for themselves. */
export const createBookmarkStore = (db: Sql) => ({
  async addBookmark(userId: string, postId: string, at: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO bookmark (user_id, post_id, created_at) VALUES (${userId}, ${postId}, ${at}) ON CONFLICT DO NOTHING`;
  },
  /** False when there was none. */
  async removeBookmark(userId: string, postId: string): Promise<boolean> {
    return (await db.$executeRaw`DELETE FROM bookmark WHERE user_id = ${userId} AND post_id = ${postId}`) > 0;
  },
});
