import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, type PagesRequest, pageClauses, readPages } from '../../../../runtime/database/keyset.ts';
import { groupedBy } from '../../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { POST_COLUMNS, type Post } from './post.ts';
import { isVisiblePost } from './visible-sql.ts';

/** The number of a post. */
export type NumberKey = readonly [number: number];

/** The id of a draft. */
export type DraftKey = readonly [id: string];

/** When it was bookmarked, and the post's id. */
export type BookmarkKey = readonly [bookmarkedAt: string, postId: string];

/** Which published posts. */
export interface PostFilter {
  readonly authorId: string | null;
  /** In the form in which tags are compared. */
  readonly tag: string | null;
  readonly hasMedia: boolean | null;
}

const BY_NUMBER: ListOrder = { by: [['p.number', 'bigint']], direction: 'DESC' };
const BY_TAG: ListOrder = { by: [['t.number', 'bigint']], direction: 'DESC' };
const BY_ID: ListOrder = { by: [['p.id', 'text']], direction: 'DESC' };
const BY_BOOKMARK: ListOrder = {
  by: [
    ['k.created_at', 'timestamptz'],
    ['k.post_id', 'text'],
  ],
  direction: 'DESC',
};

const mediaRule = (hasMedia: boolean | null): SqlFragment => {
  if (hasMedia === null) return sql`TRUE`;
  return hasMedia ? sql`p.media_count > 0` : sql`p.media_count = 0`;
};

/** Lists of posts as a viewer may see them. */
export const createPostListStore = (db: Sql) => ({
  /** Published posts that the viewer may see, newest first. */
  async publishedPosts(viewerId: string, { authorId, tag, hasMedia }: PostFilter, request: PageRequest<NumberKey>) {
    const { beyond, order } = pageClauses(tag === null ? BY_NUMBER : BY_TAG, request);
    const from =
      tag === null ? sql`post AS p` : sql`post_tag AS t JOIN post AS p ON p.id = t.post_id AND t.tag = ${tag}`;
    return await db.$queryRaw<Post[]>`
      SELECT ${POST_COLUMNS} FROM ${from}
      WHERE p.number IS NOT NULL AND ${authorId === null ? sql`TRUE` : sql`p.author_id = ${authorId}`}
        AND ${mediaRule(hasMedia)} AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`;
  },

  /** Drafts and scheduled posts of a person, newest first; of both kinds when `isScheduled` is null. */
  async draftPosts(authorId: string, isScheduled: boolean | null, request: PageRequest<DraftKey>): Promise<Post[]> {
    const { beyond, order } = pageClauses(BY_ID, request);
    return await db.$queryRaw<Post[]>`
      SELECT ${POST_COLUMNS} FROM post AS p
      WHERE p.author_id = ${authorId} AND p.number IS NULL AND p.deleted_at IS NULL
        AND (${isScheduled}::boolean IS NULL OR (p.publish_at IS NOT NULL) = ${isScheduled}::boolean) AND ${beyond} ${order}`;
  },

  /** Published posts of each person that the viewer may see, newest first. */
  async pagesOfAuthors(viewerId: string, request: PagesRequest<NumberKey>): Promise<Post[][]> {
    return readPages<Post>(
      db,
      request,
      BY_NUMBER,
      ({ parent, beyond, order }) => sql`
      SELECT ${POST_COLUMNS} FROM post AS p
      WHERE p.author_id = ${parent} AND p.number IS NOT NULL AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)}
        AND ${beyond} ${order}`,
    );
  },

  /** Published posts with each tag that the viewer may see, newest first. Parents are tags as they are compared. */
  async pagesOfTags(viewerId: string, request: PagesRequest<NumberKey>): Promise<Post[][]> {
    return readPages<Post>(
      db,
      request,
      BY_TAG,
      ({ parent, beyond, order }) => sql`
      SELECT ${POST_COLUMNS} FROM post_tag AS t JOIN post AS p ON p.id = t.post_id
      WHERE t.tag = ${parent} AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`,
    );
  },

  /** What each person has pinned and the viewer may see, latest pin first. */
  async pinnedPosts(viewerId: string, authorIds: readonly string[]): Promise<Post[][]> {
    const rows = await db.$queryRaw<Post[]>`
      SELECT ${POST_COLUMNS} FROM post AS p
      WHERE p.author_id = ANY (${[...authorIds]}::text[]) AND p.pinned_at IS NOT NULL
        AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)}
      ORDER BY p.pinned_at DESC, p.id`;
    return groupedBy(authorIds, rows, ({ authorId }) => authorId);
  },

  /** What a person has bookmarked and may see, latest bookmark first. */
  async bookmarkedPosts(viewerId: string, request: PageRequest<BookmarkKey>) {
    const { beyond, order } = pageClauses(BY_BOOKMARK, request);
    return await db.$queryRaw<(Post & { readonly bookmarkedAt: Date })[]>`
      SELECT ${POST_COLUMNS}, k.created_at AS "bookmarkedAt" FROM bookmark AS k JOIN post AS p ON p.id = k.post_id
      WHERE k.user_id = ${viewerId} AND ${isVisiblePost(sql`p`, sql`${viewerId}::text`)} AND ${beyond} ${order}`;
  },
});
