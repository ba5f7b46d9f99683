import { type Connection, createPaging, type PageArguments } from '../../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../../runtime/operations/cursor-parts.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { tagKey } from '../../../../runtime/text/written-names.ts';
import type { SocialContext } from '../../context.ts';
import type { Post } from '../../repository/index.ts';

const PUBLISHED = createPaging({
  name: 'posts',
  key: [cursorPart.bigint],
  keyOf: ({ number }: Post) => [Number(number ?? 0)],
});
const DRAFTS = createPaging({ name: 'drafts', key: [cursorPart.id('pst')], keyOf: ({ id }: Post) => [id] });
const BOOKMARKS = createPaging({
  name: 'bookmarks',
  key: [cursorPart.instant, cursorPart.id('pst')],
  keyOf: ({ bookmarkedAt, id }: Post & { readonly bookmarkedAt: Date }) => [bookmarkedAt.toISOString(), id],
});

/** Which posts, and which page of them. */
interface PostQuery extends PageArguments {
  readonly authorId?: string | null | undefined;
  readonly tag?: string | null | undefined;
  readonly hasMedia?: boolean | null | undefined;
  readonly state: 'DRAFT' | 'SCHEDULED' | 'PUBLISHED';
}

type Needs = Pick<SocialContext, 'caller' | 'viewerKey' | 'repository'>;

const NOTHING = { authorId: null, tag: null, hasMedia: null };

/** Posts that the viewer may see. Drafts and scheduled posts are the viewer's own, so that other people have none. */
export async function listPosts({ viewerKey, repository }: Needs, query: PostQuery): Promise<Connection<Post>> {
  const { authorId = null, tag = null, hasMedia = null, state } = query;
  if (state !== 'PUBLISHED') {
    const isFiltered = (authorId ?? viewerKey) !== viewerKey || tag !== null || hasMedia !== null || viewerKey === '';
    return DRAFTS.read(query, async (page) =>
      isFiltered ? [] : repository.draftPosts(viewerKey, state === 'SCHEDULED', page),
    );
  }
  const key = tag === null ? null : tagKey(tag);
  const isNothing = tag !== null && key === null;
  const filter = { ...NOTHING, authorId, tag: key, hasMedia };
  return PUBLISHED.read(query, async (page) => (isNothing ? [] : repository.publishedPosts(viewerKey, filter, page)));
}

/** Drafts and scheduled posts of the viewer. */
export function listDrafts({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Post>> {
  const viewerId = viewerOf(caller);
  return DRAFTS.read(page, (request) => repository.draftPosts(viewerId, null, request));
}

/** What the viewer has bookmarked and may see. */
export function listBookmarks({ caller, repository }: Needs, page: PageArguments): Promise<Connection<Post>> {
  const viewerId = viewerOf(caller);
  return BOOKMARKS.read(page, (request) => repository.bookmarkedPosts(viewerId, request));
}
