import type { SocialContext } from '../../context.ts';
import { publishScheduledPost } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';
import { announcePost, type SignallingNeeds } from './announce-post.ts';
import { publishPost } from './publish-post.ts';

type Needs = Pick<SocialContext, 'now'> & SignallingNeeds;

/**
 * Publishes a scheduled post whose time has come, in the caller's transaction; returns what is left for after the commit. One
 * that was published, deleted, made a draft again or given a later time is left alone: its newer item sees to it.
 */
export async function publishScheduled(
  needs: Needs,
  store: SocialStore,
  postId: string,
): Promise<(() => Promise<void>) | undefined> {
  const at = needs.now();
  const post = await store.lockPost(postId);
  if (post === null || post.number !== null || post.publishAt === null) return undefined;
  if (post.publishAt > at) {
    // The clock of the database, by which work is due, may also be ahead of this one.
    await store.enqueueWork(publishScheduledPost, [{ payload: { postId }, dueAt: post.publishAt }], at);
    return undefined;
  }
  await publishPost(store, post, at);
  return () => announcePost(needs, post);
}
