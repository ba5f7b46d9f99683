import type { ContentLoaders, SocialContext } from '../context.ts';
import type { PollResolvers, PostResolvers, Resolvers } from '../generated.ts';

type ShownFile = Awaited<ReturnType<ContentLoaders['files']['load']>>[number];

const toPerson = (id: string) => ({ id });

/** Files with what lets the viewer read them; what everybody may see is the same for all. */
export const withAccess =
  ({ caller: { viewerId }, fileAccess, now }: Pick<SocialContext, 'caller' | 'fileAccess' | 'now'>) =>
  ({ fileId, grantId, isOpen }: ShownFile) => {
    // Access without a viewer is for everybody: who is none gets it only for what everybody may see.
    const isFor = isOpen || viewerId !== null;
    return {
      id: fileId,
      access: isFor ? fileAccess.mint({ fileId, viewerId: isOpen ? null : viewerId, grantId }, now()) : '',
    };
  };

const post: PostResolvers = {
  __resolveReference: ({ id }, { posts }) => posts.load(id),
  author: ({ authorId }) => toPerson(authorId),
  media: async ({ id, mediaCount }, _, context) =>
    mediaCount === 0 ? [] : (await context.files.load(id)).map(withAccess(context)),
  state({ number, publishAt }) {
    if (number !== null) return 'PUBLISHED';
    return publishAt === null ? 'DRAFT' : 'SCHEDULED';
  },
  quotedPost: ({ quotedPostId }, _, { posts }) => (quotedPostId === null ? null : posts.load(quotedPostId)),
  isQuote: ({ quotedPostId }) => quotedPostId !== null,
  repostOf: ({ repostOfId }, _, { posts }) => (repostOfId === null ? null : posts.load(repostOfId)),
  poll: ({ id }, _, { polls }) => polls.load(id),
  mentions: async ({ id }, _, { mentions }) => (await mentions.load(id)).map(toPerson),
  revisions: ({ id }, _, { revisions }) => revisions.load(id),
  likeCount: async ({ id }, _, { postCounts }) => (await postCounts.load(id)).get('likes') ?? 0,
  commentCount: async ({ id }, _, { postCounts }) => (await postCounts.load(id)).get('comments') ?? 0,
  repostCount: async ({ id }, _, { postCounts }) => (await postCounts.load(id)).get('reposts') ?? 0,
  quoteCount: async ({ id }, _, { postCounts }) => (await postCounts.load(id)).get('quotes') ?? 0,
  async likers({ id }, page, { likers }) {
    const connection = await likers.load(id, page);
    if (connection === null) return null;
    const edges = connection.edges.map(({ cursor, node: { userId, likedAt } }) => ({
      cursor,
      node: { id: userId },
      likedAt,
    }));
    return { ...connection, edges };
  },
  comments: ({ id }, { order, ...page }, { commentsOfPosts }) => commentsOfPosts[order].load(id, page),
  pinnedComment: ({ pinnedCommentId }, _, { comments }) =>
    pinnedCommentId === null ? null : comments.load(pinnedCommentId),
  isPinned: ({ pinnedAt }) => pinnedAt !== null,
  // Others than its author do not see a hidden post at all.
  isHiddenByModerators: ({ id, authorId }, _, { caller, hiddenContent }) =>
    authorId === caller.viewerId ? hiddenContent.load(id) : false,
  async engagement({ id, authorId }, _, { caller, postCounts }) {
    if (authorId !== caller.viewerId) return null;
    const counts = await postCounts.load(id);
    const [impressions = 0, reach = 0, likes = 0] = ['impressions', 'reach', 'likes'].map(
      (name) => counts.get(name) ?? 0,
    );
    return { impressions, reach, likes };
  },
  viewer: ({ id }, _, { caller, postViewers }) => (caller.viewerId === null ? null : postViewers.load(id)),
  viewerHasLiked: async ({ id }, _, { caller, postViewers }) =>
    caller.viewerId === null ? false : (await postViewers.load(id))?.hasLiked === true,
};

const poll: PollResolvers = {
  isClosed: ({ closesAt }, _, { now }) => closesAt <= now(),
};

export const postEntities: Pick<Resolvers, 'Post' | 'Poll'> = { Post: post, Poll: poll };
