import type { CommentResolvers, MutationResolvers, QueryResolvers, Resolvers } from '../generated.ts';
import { addComment } from '../operations/comments/add-comment.ts';
import { deleteComment } from '../operations/comments/delete-comment.ts';
import { pinComment } from '../operations/comments/pin-comment.ts';
import { unpinComment } from '../operations/comments/unpin-comment.ts';
import { updateComment } from '../operations/comments/update-comment.ts';
import { likeComment } from '../operations/likes/like-comment.ts';
import { unlikeComment } from '../operations/likes/unlike-comment.ts';
import { commentPayload } from './payload.ts';
import { withAccess } from './post.ts';

export const commentQueries: Pick<QueryResolvers, 'comment'> = {
  comment: (_, { id }, { comments }) => comments.load(id),
};

type Mutations =
  | 'addComment'
  | 'updateComment'
  | 'deleteComment'
  | 'pinComment'
  | 'unpinComment'
  | 'likeComment'
  | 'unlikeComment';

export const commentMutations: Pick<MutationResolvers, Mutations> = {
  async addComment(_, { input }, context) {
    const { isReplay, ...result } = await addComment(context, input);
    const payload = await commentPayload(context, result.ok ? { ok: true, value: result.value.commentId } : result);
    return { ...payload, isReplay };
  },
  async updateComment(_, { input }, context) {
    const result = await updateComment(context, input);
    if (result.ok) for (const loader of [context.mentions, context.revisions]) loader.clear(result.value);
    return commentPayload(context, result);
  },
  deleteComment: async (_, { input }, context) => commentPayload(context, await deleteComment(context, input)),
  pinComment: async (_, { input }, context) => commentPayload(context, await pinComment(context, input)),
  unpinComment: async (_, { input }, context) => commentPayload(context, await unpinComment(context, input)),
  likeComment: async (_, { input }, context) => commentPayload(context, await likeComment(context, input)),
  unlikeComment: async (_, { input }, context) => commentPayload(context, await unlikeComment(context, input)),
};

/** The deepest comment, to which nobody can reply. */
const MAX_DEPTH = 8;

const comment: CommentResolvers = {
  __resolveReference: ({ id }, { comments }) => comments.load(id),
  post: ({ postId }, _, { posts }) => posts.load(postId),
  parent: ({ parentId }, _, { comments }) => (parentId === null ? null : comments.load(parentId)),
  author: ({ authorId }) => (authorId === null ? null : { id: authorId }),
  media: async ({ id }, _, context) => (await context.files.load(id)).map(withAccess(context)),
  mentions: async ({ id }, _, { mentions }) => (await mentions.load(id)).map((userId) => ({ id: userId })),
  revisions: ({ id }, _, { revisions }) => revisions.load(id),
  likeCount: async ({ id }, _, { commentCounts }) => (await commentCounts.load(id)).get('comment-likes') ?? 0,
  replyCount: async ({ id }, _, { commentCounts }) => (await commentCounts.load(id)).get('replies') ?? 0,
  replies: ({ id }, { order, ...page }, { replies }) => replies[order].load(id, page),
  isPinned: async ({ id, postId }, _, { posts }) => (await posts.load(postId))?.pinnedCommentId === id,
  // Others than its author do not see a hidden comment at all.
  isHiddenByModerators: ({ id, authorId }, _, { caller, hiddenContent }) =>
    authorId !== null && authorId === caller.viewerId ? hiddenContent.load(id) : false,
  async viewer({ id, postId, depth, deletedAt }, _, { caller, commentViewers, postViewers }) {
    if (caller.viewerId === null) return null;
    const [own, post] = await Promise.all([commentViewers.load(id), postViewers.load(postId)]);
    const canReply = post?.canReply === true && deletedAt === null && depth < MAX_DEPTH;
    return { hasLiked: own?.hasLiked === true, isMuted: own?.isMuted === true, canReply };
  },
};

export const commentEntities: Pick<Resolvers, 'Comment'> = { Comment: comment };
