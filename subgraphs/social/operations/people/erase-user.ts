import type { ErasureStep } from '../../../../runtime/erasure/erase-user.ts';
import type { SocialStore } from '../../repository/index.ts';
import { takeComment } from '../comments/remove-comment.ts';
import { purgeRest } from '../posts/purge-rest.ts';
import { removePost } from '../posts/remove-post.ts';

/**
 * Erases a part of what a person has published and chosen: their posts with all that hangs on them, their comments, of which
 * stubs stay where others have replied, and their likes, votes and follows with the counts.
 */
export async function eraseUser(
  { now }: { readonly now: () => Date },
  store: SocialStore,
  userId: string,
): Promise<ErasureStep> {
  const postIds = await store.postsToErase(userId);
  for (const id of postIds) {
    const post = await store.lockPost(id);
    if (post !== null) await removePost(store, post, now());
    // What is left of a large one is purged by the next step, or by the work that `removePost` has enqueued.
    await purgeRest(store, id, now());
  }
  if (postIds.length > 0) return { isComplete: false };
  const commentIds = await store.commentsToErase(userId);
  for (const id of commentIds) {
    const comment = await store.lockComment(id);
    if (comment !== null) await takeComment(store, comment, now());
  }
  if (commentIds.length > 0) return { isComplete: false };
  return { isComplete: await store.eraseChoices(userId) };
}
