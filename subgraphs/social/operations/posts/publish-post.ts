import { tagKey } from '../../../../runtime/text/written-names.ts';
import { COUNTERS, closePoll, postPublished, publishMentions, reposted } from '../../events.ts';
import type { Post, SocialStore } from '../../repository/index.ts';

/** What publishing works with, inside its transaction. */
export type PublishingStore = Pick<
  SocialStore,
  'announce' | 'appendPost' | 'changeCounters' | 'enqueueWork' | 'mentionedIn' | 'notifiable' | 'pollRules'
>;

/** What of a stored post matters for publishing it. */
type Publishable = Pick<Post, 'id' | 'authorId' | 'tags' | 'visibility' | 'quotedPostId' | 'repostOfId'>;

/** The forms in which tags are compared. */
export const tagKeysOf = (tags: readonly string[]): string[] => tags.flatMap((tag) => tagKey(tag) ?? []);

/**
 * Publishes a stored post, as the end of a transaction: counts, events, work, and at last its number in the log, from where
 * other posts wait for the commit.
 */
export async function publishPost(store: PublishingStore, post: Publishable, at: Date): Promise<void> {
  const { id, authorId, quotedPostId, repostOfId, visibility } = post;
  const instant = at.toISOString();
  if (quotedPostId !== null) await store.changeCounters(COUNTERS.quotes, [{ subject: quotedPostId, delta: 1 }]);
  if (repostOfId !== null) await store.changeCounters(COUNTERS.reposts, [{ subject: repostOfId, delta: 1 }]);
  await store.announce(postPublished, { postId: id, authorId, repostOfId, visibility, at: instant }, at);
  const userIds = await store.mentionedIn(id);
  // Who may see the post can be read once it has its number: after the commit.
  if (userIds.length > 0) await store.enqueueWork(publishMentions, [{ payload: { postId: id, userIds } }], at);
  const poll = await store.pollRules(id);
  if (poll !== null) await store.enqueueWork(closePoll, [{ payload: { postId: id }, dueAt: poll.closesAt }], at);
  await store.appendPost({ id, authorId, tags: tagKeysOf(post.tags) }, at);
}

/** Publishes that a post was reposted, where its author is to be notified. */
export async function publishRepost(
  store: Pick<PublishingStore, 'announce' | 'notifiable'>,
  shown: Pick<Post, 'id' | 'authorId'>,
  repost: Pick<Post, 'id' | 'authorId'>,
  at: Date,
): Promise<void> {
  const [authorId] = await store.notifiable(repost.authorId, shown.id, [shown.authorId]);
  if (authorId === undefined) return;
  const fact = { postId: shown.id, repostId: repost.id, authorId, userId: repost.authorId, at: at.toISOString() };
  await store.announce(reposted, fact, at);
}
