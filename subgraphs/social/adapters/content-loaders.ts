import { createCompleteLoader } from '../../../runtime/database/complete-loader.ts';
import { createPageLoader } from '../../../runtime/database/page-loader.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { ContentLoaders } from '../context.ts';
import type { Comment, CommentOrder, Liker, Post, SocialRepository } from '../repository/index.ts';

const POSTS = createPaging({
  name: 'posts',
  key: [cursorPart.bigint],
  keyOf: ({ number }: Pick<Post, 'number'>) => [Number(number ?? 0)],
});
const LIKERS = createPaging({
  name: 'likers',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ likedAt, userId }: Liker) => [likedAt.toISOString(), userId],
});
const TOP = createPaging({
  name: 'top-comments',
  key: [cursorPart.integer, cursorPart.id('cmt')],
  keyOf: ({ score, id }: Comment) => [score, id],
});
const NEWEST = createPaging({ name: 'newest-comments', key: [cursorPart.id('cmt')], keyOf: ({ id }: Comment) => [id] });
const OLDEST = createPaging({ name: 'oldest-comments', key: [cursorPart.id('cmt')], keyOf: ({ id }: Comment) => [id] });

/** What a post is counted by; what a comment is. */
const POST_COUNTS = ['likes', 'comments', 'reposts', 'quotes', 'impressions', 'reach'];
const COMMENT_COUNTS = ['comment-likes', 'replies'];

/** The loaders of one answer, scoped to its viewer; a visitor's id is empty. */
export function contentLoaders(repository: SocialRepository, viewerKey: string): ContentLoaders {
  const pagesOf = (read: SocialRepository['pagesOfPosts']) => {
    const inOrder = (order: CommentOrder) => (request: Parameters<typeof read>[2]) => read(viewerKey, order, request);
    return {
      TOP: createPageLoader(TOP, inOrder('TOP')),
      NEWEST: createPageLoader(NEWEST, inOrder('NEWEST')),
      OLDEST: createPageLoader(OLDEST, inOrder('OLDEST')),
    };
  };
  return {
    posts: createCompleteLoader((ids) => repository.visiblePosts(viewerKey, ids)),
    comments: createCompleteLoader((ids) => repository.visibleComments(viewerKey, ids)),
    postCounts: createCompleteLoader((ids) => repository.countsOf(POST_COUNTS, ids)),
    commentCounts: createCompleteLoader((ids) => repository.countsOf(COMMENT_COUNTS, ids)),
    postViewers: createCompleteLoader((ids) => repository.postViewers(viewerKey, ids)),
    commentViewers: createCompleteLoader((ids) => repository.commentViewers(viewerKey, ids)),
    hiddenContent: createCompleteLoader(repository.hiddenByModerators),
    files: createCompleteLoader(repository.filesOf),
    mentions: createCompleteLoader((ids) => repository.mentionsOf(viewerKey, ids)),
    revisions: createCompleteLoader(repository.revisionsOf),
    polls: createCompleteLoader((ids) => repository.pollsOf(viewerKey, ids)),
    pinnedPosts: createCompleteLoader((ids) => repository.pinnedPosts(viewerKey, ids)),
    postsOfAuthors: createPageLoader(POSTS, (request) => repository.pagesOfAuthors(viewerKey, request)),
    postsOfTags: createPageLoader(POSTS, (request) => repository.pagesOfTags(viewerKey, request)),
    likers: createPageLoader(LIKERS, (request) => repository.likerPages(viewerKey, request)),
    commentsOfPosts: pagesOf(repository.pagesOfPosts),
    replies: pagesOf(repository.pagesOfReplies),
  };
}
