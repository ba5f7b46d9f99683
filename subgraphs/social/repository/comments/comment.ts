import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** A comment as it is stored. */
export interface Comment {
  readonly id: string;
  readonly postId: string;
  readonly parentId: string | null;
  /** Null for a stub, and for who has deleted their account. */
  readonly authorId: string | null;
  readonly depth: number;
  readonly text: string;
  readonly tags: readonly string[];
  readonly createdAt: Date;
  readonly editedAt: Date | null;
  readonly deletedAt: Date | null;
  /** Its likes, by which TOP is ordered. */
  readonly score: number;
  /** Replies that stand, and stubs. */
  readonly children: number;
}

/** The columns of `Comment`, of the row `c`. */
export const COMMENT_COLUMNS =
  rawSql(`c.id, c.post_id AS "postId", c.parent_id AS "parentId", c.author_id AS "authorId",
  c.depth, c.text, c.tags, c.created_at AS "createdAt", c.edited_at AS "editedAt", c.deleted_at AS "deletedAt", c.score,
  c.children`);
