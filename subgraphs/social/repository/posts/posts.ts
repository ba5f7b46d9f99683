import type { Sql } from '../../../../runtime/database/database.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { POST_COLUMNS, type Post } from './post.ts';
import { isVisiblePost } from './visible-sql.ts';

/** Posts as people read them. */
export const createPostStore = (db: Sql) => ({
  /** The posts in the order of the ids; null for those that the viewer may not see. A visitor's id is empty. */
  async visiblePosts(viewerId: string, ids: readonly string[]): Promise<(Post | null)[]> {
    const found = await db.$queryRaw<Post[]>`
      SELECT ${POST_COLUMNS} FROM post AS p
      WHERE p.id = ANY (${[...ids]}::text[]) AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)}`;
    return inOrderOf(ids, found, ({ id }) => id);
  },
});
