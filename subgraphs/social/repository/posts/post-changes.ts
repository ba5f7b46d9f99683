import type { Sql } from '../../../../runtime/database/database.ts';
import { POST_COLUMNS, type Post } from './post.ts';

/** A post before it is stored. */
export type PostDraft = Pick<
  Post,
  | 'id'
  | 'authorId'
  | 'text'
  | 'visibility'
  | 'replyPolicy'
  | 'contentWarning'
  | 'isSensitive'
  | 'quotedPostId'
  | 'repostOfId'
  | 'language'
  | 'tags'
  | 'links'
  | 'createdAt'
  | 'publishAt'
> & {
  readonly fileIds: readonly string[];
  readonly mentionedIds: readonly string[];
};

/** What an edit leaves of a post. */
export type PostEdit = Pick<
  Post,
  | 'id'
  | 'text'
  | 'visibility'
  | 'replyPolicy'
  | 'isLocked'
  | 'contentWarning'
  | 'isSensitive'
  | 'language'
  | 'tags'
  | 'links'
  | 'publishAt'
  | 'editedAt'
> & {
  readonly tagKeys: readonly string[];
  readonly fileIds: readonly string[] | null;
  readonly mentionedIds: readonly string[];
};

/** Most earlier texts that are kept of a post or a comment. */
const MAX_REVISIONS = 50;

/** Writes of posts, within a transaction. */
export const createPostChangeStore = (db: Sql) => ({
  /** Stores a post with its files and mentions; of a repost that there is already, nothing, and false. */
  async insertPost(draft: PostDraft): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO post (id, author_id, text, visibility, reply_policy, content_warning, is_sensitive, quoted_post_id,
        repost_of_id, language, tags, links, media_count, created_at, publish_at)
      VALUES (${draft.id}, ${draft.authorId}, ${draft.text}, ${draft.visibility}, ${draft.replyPolicy},
        ${draft.contentWarning}, ${draft.isSensitive}, ${draft.quotedPostId}, ${draft.repostOfId}, ${draft.language},
        ${[...draft.tags]}::text[], ${[...draft.links]}::text[], ${draft.fileIds.length}, ${draft.createdAt}, ${draft.publishAt})
      ON CONFLICT (repost_of_id, author_id) WHERE repost_of_id IS NOT NULL AND deleted_at IS NULL DO NOTHING`;
    if (added === 0) return false;
    await db.$executeRaw`
      WITH files AS (
        INSERT INTO post_media (post_id, position, file_id)
        SELECT ${draft.id}, nth - 1, file_id FROM unnest(${[...draft.fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)
      )
      INSERT INTO post_mention (post_id, user_id) SELECT ${draft.id}, m FROM unnest(${[...draft.mentionedIds]}::text[]) AS m`;
    return true;
  },

  /** The post, locked until the transaction ends; null when there is none or it is deleted. */
  async lockPost(id: string): Promise<Post | null> {
    const [post] = await db.$queryRaw<Post[]>`
      SELECT ${POST_COLUMNS} FROM post AS p WHERE p.id = ${id} AND p.deleted_at IS NULL FOR NO KEY UPDATE`;
    return post ?? null;
  },

  /** The repost of a post by a person; null when there is none. */
  async findRepost(authorId: string, postId: string): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM post WHERE repost_of_id = ${postId} AND author_id = ${authorId} AND deleted_at IS NULL`;
    return row?.id ?? null;
  },

  /** Keeps the text that a post or comment has, as its newest earlier text. */
  async addRevision(subjectId: string, text: string, contentWarning: string | null, writtenAt: Date): Promise<void> {
    await db.$executeRaw`
      WITH added AS (
        INSERT INTO text_revision (subject_id, nth, text, content_warning, written_at)
        SELECT ${subjectId}, coalesce(max(nth), 0) + 1, ${text}, ${contentWarning}, ${writtenAt}
        FROM text_revision WHERE subject_id = ${subjectId}
        RETURNING nth
      )
      DELETE FROM text_revision AS r USING added WHERE r.subject_id = ${subjectId} AND r.nth <= added.nth - ${MAX_REVISIONS}`;
  },

  /** Writes an edit of a post that is locked; files stay where none are given. */
  async editPost(edit: PostEdit): Promise<void> {
    await db.$executeRaw`
      WITH edited AS (
        UPDATE post SET text = ${edit.text}, visibility = ${edit.visibility}, reply_policy = ${edit.replyPolicy},
          is_locked = ${edit.isLocked}, content_warning = ${edit.contentWarning}, is_sensitive = ${edit.isSensitive},
          language = ${edit.language}, tags = ${[...edit.tags]}::text[], links = ${[...edit.links]}::text[],
          publish_at = ${edit.publishAt}, edited_at = ${edit.editedAt},
          media_count = coalesce(cardinality(${edit.fileIds === null ? null : [...edit.fileIds]}::text[]), media_count)
        WHERE id = ${edit.id} RETURNING number
      ), untagged AS (
        DELETE FROM post_tag WHERE post_id = ${edit.id} AND tag <> ALL (${[...edit.tagKeys]}::text[])
      ), tagged AS (
        INSERT INTO post_tag (tag, number, post_id)
        SELECT DISTINCT tag, number, ${edit.id} FROM edited, unnest(${[...edit.tagKeys]}::text[]) AS t(tag)
        WHERE number IS NOT NULL ON CONFLICT DO NOTHING
      ), unmentioned AS (
        DELETE FROM post_mention WHERE post_id = ${edit.id} AND user_id <> ALL (${[...edit.mentionedIds]}::text[])
      )
      INSERT INTO post_mention (post_id, user_id)
      SELECT ${edit.id}, m FROM unnest(${[...edit.mentionedIds]}::text[]) AS m ON CONFLICT DO NOTHING`;
  },

  /** Gives a post other files, and returns those that it had. */
  async replaceFiles(postId: string, fileIds: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ fileId: string }[]>`
      DELETE FROM post_media WHERE post_id = ${postId} RETURNING file_id AS "fileId"`;
    await db.$executeRaw`
      INSERT INTO post_media (post_id, position, file_id)
      SELECT ${postId}, nth - 1, file_id FROM unnest(${[...fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)`;
    return rows.map(({ fileId }) => fileId);
  },

  /** From now on nobody sees the post. */
  async markDeleted(id: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE post SET deleted_at = ${at}, pinned_at = NULL, publish_at = NULL WHERE id = ${id} AND deleted_at IS NULL`;
  },

  /** Puts a post to the top of its author's profile, or takes it away (`pinnedAt` null); false when the limit is reached. */
  async pinPost(
    { id, authorId }: Pick<Post, 'id' | 'authorId'>,
    pinnedAt: Date | null,
    limit: number,
  ): Promise<boolean> {
    // Two pins at a time of one person wait for each other, so that they cannot both be the last.
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`pin:${authorId}`}, 0))::text`;
    const changed = await db.$executeRaw`
      UPDATE post SET pinned_at = CASE WHEN ${pinnedAt}::timestamptz IS NULL THEN NULL ELSE coalesce(pinned_at, ${pinnedAt}) END
      WHERE id = ${id} AND (${pinnedAt}::timestamptz IS NULL OR (
        SELECT count(*) FROM post AS o WHERE o.author_id = ${authorId} AND o.pinned_at IS NOT NULL AND o.id <> ${id}) < ${limit})`;
    return changed > 0;
  },

  /** Shows one comment above all others, or none. */
  async pinCommentOn(postId: string, commentId: string | null): Promise<void> {
    await db.$executeRaw`UPDATE post SET pinned_comment_id = ${commentId} WHERE id = ${postId}`;
  },
});
