import type { Sql } from '../../../../runtime/database/database.ts';
import { COMMENT_COLUMNS, type Comment } from './comment.ts';

/** A comment before it is stored. */
export type CommentDraft = Pick<Comment, 'id' | 'postId' | 'parentId' | 'text' | 'tags' | 'createdAt'> & {
  readonly authorId: string;
  readonly fileIds: readonly string[];
  readonly mentionedIds: readonly string[];
};

/** A comment that is gone, and its files. */
export interface RemovedComment {
  /** Who wrote it; null for a stub. */
  readonly authorId: string | null;
  /** Whose post it was on; null when the comment was gone already. */
  readonly postAuthorId: string | null;
  readonly fileIds: readonly string[];
  /** Whether a stub is left, for its replies. */
  readonly isStub: boolean;
}

/** Writes of comments, within a transaction. */
export function createCommentChangeStore(db: Sql) {
  /** Takes rows without replies away, and then stubs above them that have none any more. */
  const removeChain = async (commentId: string): Promise<void> => {
    for (let id: string | null = commentId; id !== null; ) {
      const rows: { parentId: string | null }[] = await db.$queryRaw`
        DELETE FROM comment WHERE id = ${id} AND deleted_at IS NOT NULL AND children = 0 RETURNING parent_id AS "parentId"`;
      id = rows[0]?.parentId ?? null;
      if (id !== null) await db.$executeRaw`UPDATE comment SET children = children - 1 WHERE id = ${id}`;
    }
  };

  return {
    /**
     * The depth of a reply to a comment, which counts it from now on and cannot go until the transaction ends; null when
     * there is none on this post, or it is deleted.
     */
    async countReply(postId: string, parentId: string): Promise<number | null> {
      const [row] = await db.$queryRaw<{ depth: number }[]>`
        UPDATE comment SET children = children + 1
        WHERE id = ${parentId} AND post_id = ${postId} AND deleted_at IS NULL RETURNING depth`;
      return row === undefined ? null : row.depth + 1;
    },

    /** Stores a comment with its files and mentions. */
    async insertComment(draft: CommentDraft, depth: number): Promise<void> {
      await db.$executeRaw`
        WITH c AS (
          INSERT INTO comment (id, post_id, parent_id, author_id, depth, text, tags, created_at)
          VALUES (${draft.id}, ${draft.postId}, ${draft.parentId}, ${draft.authorId}, ${depth}, ${draft.text},
            ${[...draft.tags]}::text[], ${draft.createdAt})
          RETURNING id
        ), files AS (
          INSERT INTO comment_media (comment_id, position, file_id)
          SELECT c.id, nth - 1, file_id FROM c, unnest(${[...draft.fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)
        )
        INSERT INTO comment_mention (comment_id, user_id) SELECT c.id, m FROM c, unnest(${[...draft.mentionedIds]}::text[]) AS m`;
    },

    /** The comment, locked until the transaction ends; null when there is none. */
    async lockComment(id: string): Promise<Comment | null> {
      const [comment] = await db.$queryRaw<Comment[]>`
        SELECT ${COMMENT_COLUMNS} FROM comment AS c WHERE c.id = ${id} FOR NO KEY UPDATE`;
      return comment ?? null;
    },

    /** Writes another text of a comment that is locked. */
    async editComment(
      { id, text, tags }: Pick<Comment, 'id' | 'text' | 'tags'>,
      mentionedIds: readonly string[],
      editedAt: Date,
    ): Promise<void> {
      await db.$executeRaw`
        WITH edited AS (
          UPDATE comment SET text = ${text}, tags = ${[...tags]}::text[], edited_at = ${editedAt} WHERE id = ${id}
        ), unmentioned AS (
          DELETE FROM comment_mention WHERE comment_id = ${id} AND user_id <> ALL (${[...mentionedIds]}::text[])
        )
        INSERT INTO comment_mention (comment_id, user_id)
        SELECT ${id}, m FROM unnest(${[...mentionedIds]}::text[]) AS m ON CONFLICT DO NOTHING`;
    },

    /** Whom a comment names. */
    async mentionedInComment(id: string): Promise<string[]> {
      const rows = await db.$queryRaw<{ userId: string }[]>`
        SELECT user_id AS "userId" FROM comment_mention WHERE comment_id = ${id}`;
      return rows.map(({ userId }) => userId);
    },

    /** Takes a comment away: of one with replies a stub stays, and stubs above it that have none any more go with it. */
    async removeComment(comment: Comment, at: Date): Promise<RemovedComment> {
      const { id } = comment;
      const files = await db.$queryRaw<{ fileId: string }[]>`
        WITH likes AS (DELETE FROM comment_like WHERE comment_id = ${id}),
        counts AS (DELETE FROM counter WHERE subject = ${id} AND name = 'comment-likes'),
        changes AS (DELETE FROM counter_change WHERE subject = ${id} AND name = 'comment-likes'),
        texts AS (DELETE FROM text_revision WHERE subject_id = ${id}),
        mentions AS (DELETE FROM comment_mention WHERE comment_id = ${id}),
        pins AS (UPDATE post SET pinned_comment_id = NULL WHERE id = ${comment.postId} AND pinned_comment_id = ${id})
        DELETE FROM comment_media WHERE comment_id = ${id} RETURNING file_id AS "fileId"`;
      const [row] = await db.$queryRaw<{ children: number; postAuthorId: string }[]>`
        UPDATE comment SET text = '', tags = '{}', author_id = NULL, score = 0, edited_at = NULL, deleted_at = ${at}
        WHERE id = ${id}
        RETURNING children, (SELECT p.author_id FROM post AS p WHERE p.id = comment.post_id) AS "postAuthorId"`;
      const isStub = (row?.children ?? 0) > 0;
      if (!isStub) await removeChain(id);
      const { authorId } = comment;
      const fileIds = files.map(({ fileId }) => fileId);
      return { authorId, postAuthorId: row?.postAuthorId ?? null, fileIds, isStub };
    },
  };
}
