import type { MutationResolvers, QueryResolvers } from '../generated.ts';
import { bookmarkPost } from '../operations/bookmarks/bookmark-post.ts';
import { unbookmarkPost } from '../operations/bookmarks/unbookmark-post.ts';
import { likePost } from '../operations/likes/like-post.ts';
import { unlikePost } from '../operations/likes/unlike-post.ts';
import { votePoll } from '../operations/polls/vote-poll.ts';
import { createPost } from '../operations/posts/create-post.ts';
import { deletePost } from '../operations/posts/delete-post.ts';
import { listBookmarks, listDrafts, listPosts } from '../operations/posts/list-posts.ts';
import { listRecipients } from '../operations/posts/list-recipients.ts';
import { pinPost } from '../operations/posts/pin-post.ts';
import { publishDraft } from '../operations/posts/publish-draft.ts';
import { repost } from '../operations/posts/repost.ts';
import { undoRepost } from '../operations/posts/undo-repost.ts';
import { unpinPost } from '../operations/posts/unpin-post.ts';
import { updatePost } from '../operations/posts/update-post.ts';
import { postPayload } from './payload.ts';

type Queries = 'post' | 'posts' | 'drafts' | 'bookmarks' | 'postRecipientIds';

export const postQueries: Pick<QueryResolvers, Queries> = {
  post: (_, { id }, { posts }) => posts.load(id),
  posts: (_, query, context) => listPosts(context, query),
  drafts: (_, page, context) => listDrafts(context, page),
  bookmarks: (_, page, context) => listBookmarks(context, page),
  postRecipientIds: (_, query, context) => listRecipients(context, query),
};

type Mutations =
  | 'createPost'
  | 'updatePost'
  | 'deletePost'
  | 'publishDraft'
  | 'pinPost'
  | 'unpinPost'
  | 'repost'
  | 'undoRepost'
  | 'votePoll'
  | 'likePost'
  | 'unlikePost'
  | 'bookmarkPost'
  | 'unbookmarkPost';

export const postMutations: Pick<MutationResolvers, Mutations> = {
  async createPost(_, { input }, context) {
    const { isReplay, ...result } = await createPost(context, input);
    const payload = await postPayload(context, result.ok ? { ok: true, value: result.value.postId } : result);
    return { ...payload, isReplay };
  },
  updatePost: async (_, { input }, context) => {
    const result = await updatePost(context, input);
    if (result.ok)
      for (const loader of [context.files, context.mentions, context.revisions, context.polls])
        loader.clear(result.value);
    return postPayload(context, result);
  },
  async deletePost(_, { input }, context) {
    const result = await deletePost(context, input);
    return result.ok ? { postId: result.value, errors: [] } : { postId: null, errors: [result.refusal] };
  },
  publishDraft: async (_, { input }, context) => postPayload(context, await publishDraft(context, input)),
  pinPost: async (_, { input }, context) => postPayload(context, await pinPost(context, input)),
  unpinPost: async (_, { input }, context) => postPayload(context, await unpinPost(context, input)),
  repost: async (_, { input }, context) => postPayload(context, await repost(context, input)),
  undoRepost: async (_, { input }, context) => postPayload(context, await undoRepost(context, input)),
  votePoll: async (_, { input }, context) => postPayload(context, await votePoll(context, input)),
  likePost: async (_, { input }, context) => postPayload(context, await likePost(context, input)),
  unlikePost: async (_, { input }, context) => postPayload(context, await unlikePost(context, input)),
  bookmarkPost: async (_, { input }, context) => postPayload(context, await bookmarkPost(context, input)),
  unbookmarkPost: async (_, { input }, context) => postPayload(context, await unbookmarkPost(context, input)),
};
