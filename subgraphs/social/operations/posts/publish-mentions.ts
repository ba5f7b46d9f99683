import { mentionAdded } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';

/** Publishes whom a post names, of those who may see it and want to know, in the caller's transaction. */
export async function publishPostMentions(
  store: Pick<SocialStore, 'announce' | 'lockPost' | 'notifiable'>,
  postId: string,
  named: readonly string[],
  at: Date,
): Promise<void> {
  const post = await store.lockPost(postId);
  if (post === null || post.number === null) return;
  const userIds = await store.notifiable(post.authorId, postId, named);
  if (userIds.length === 0) return;
  await store.announce(
    mentionAdded,
    { postId, commentId: null, authorId: post.authorId, userIds, at: at.toISOString() },
    at,
  );
}
