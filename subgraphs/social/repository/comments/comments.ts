import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, readPages } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../../runtime/moderation/hidden-content-sql.ts';
import { isMutedBy } from '../posts/post-viewers.ts';
import { isVisiblePost } from '../posts/visible-sql.ts';
import { COMMENT_COLUMNS, type Comment } from './comment.ts';
import { isVisibleComment } from './visible-comment-sql.ts';

/** Where TOP stands: likes, then id. */
export type TopKey = readonly [score: number, id: string];

/** The id of a comment. */
export type TimeKey = readonly [id: string];

/** How a viewer stands to a comment, beside what its post permits. */
export interface CommentViewer {
  readonly hasLiked: boolean;
  readonly isMuted: boolean;
}

/** Values of the enum `CommentOrder`. */
export type CommentOrder = 'TOP' | 'NEWEST' | 'OLDEST';

const TOP: ListOrder = {
  by: [
    ['c.score', 'integer'],
    ['c.id', 'text'],
  ],
  direction: 'DESC',
};
const NEWEST: ListOrder = { by: [['c.id', 'text']], direction: 'DESC' };
const OLDEST: ListOrder = { by: [['c.id', 'text']], direction: 'ASC' };

/** Comments as people read them. */
export function createCommentStore(db: Sql) {
  const ordersOf = { TOP, NEWEST, OLDEST };
  return {
    /** The comments in the order of the ids; null for those that the viewer may not see, or whose post they may not see. */
    async visibleComments(viewerId: string, ids: readonly string[]): Promise<(Comment | null)[]> {
      const viewer = sql`${viewerId}::text`;
      const found = await db.$queryRaw<Comment[]>`
        SELECT ${COMMENT_COLUMNS} FROM comment AS c JOIN post AS p ON p.id = c.post_id
        WHERE c.id = ANY (${[...ids]}::text[]) AND ${isVisibleComment(viewer)} AND ${isVisiblePost(sql`p`, viewer)}`;
      return inOrderOf(ids, found, ({ id }) => id);
    },

    /** Comments that reply to no other, on each post. */
    async pagesOfPosts(
      viewerId: string,
      order: CommentOrder,
      request: PagesRequest<TopKey | TimeKey>,
    ): Promise<Comment[][]> {
      return readPages<Comment>(
        db,
        request,
        ordersOf[order],
        ({ parent, beyond, order: sorted }) => sql`
        SELECT ${COMMENT_COLUMNS} FROM comment AS c
        WHERE c.post_id = ${parent} AND c.parent_id IS NULL AND ${isVisibleComment(sql`${viewerId}::text`)} AND ${beyond} ${sorted}`,
      );
    },

    /** Replies to each comment. */
    async pagesOfReplies(
      viewerId: string,
      order: CommentOrder,
      request: PagesRequest<TopKey | TimeKey>,
    ): Promise<Comment[][]> {
      return readPages<Comment>(
        db,
        request,
        ordersOf[order],
        ({ parent, beyond, order: sorted }) => sql`
        SELECT ${COMMENT_COLUMNS} FROM comment AS c
        WHERE c.parent_id = ${parent} AND ${isVisibleComment(sql`${viewerId}::text`)} AND ${beyond} ${sorted}`,
      );
    },

    /** How the viewer stands to comments, in the order of the ids. */
    async commentViewers(viewerId: string, ids: readonly string[]): Promise<(CommentViewer | null)[]> {
      const found = await db.$queryRaw<(CommentViewer & { readonly id: string })[]>`
        SELECT c.id, EXISTS (SELECT FROM comment_like AS l WHERE l.comment_id = c.id AND l.user_id = ${viewerId}) AS "hasLiked",
          ${isMutedBy(sql`${viewerId}::text`, sql`c.author_id`)} AS "isMuted"
        FROM comment AS c WHERE c.id = ANY (${[...ids]}::text[])`;
      return inOrderOf(ids, found, ({ id }) => id);
    },

    /** Which of these posts and comments moderators have hidden. */
    async hiddenByModerators(ids: readonly string[]): Promise<boolean[]> {
      const rows = await db.$queryRaw<{ isHidden: boolean }[]>`
        SELECT ${isHiddenContent(sql`s.id`)} AS "isHidden"
        FROM unnest(${[...ids]}::text[]) WITH ORDINALITY AS s(id, nth) ORDER BY s.nth`;
      return rows.map(({ isHidden }) => isHidden);
    },
  };
}
