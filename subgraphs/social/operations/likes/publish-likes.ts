import { postLiked } from '../../events.ts';
import type { SocialRepository, SocialStore } from '../../repository/index.ts';

/** Likes that one transaction publishes. */
const BATCH_SIZE = 1_000;

/** Most people that one event names. */
const MAX_NAMED = 20;

interface Needs {
  readonly repository: Pick<SocialRepository, 'transaction'>;
  readonly now: () => Date;
}

/** Publishes new likes, those of a post together, until there are none or `signal` aborts. */
export async function publishLikes({ repository, now }: Needs, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const count = await repository.transaction((store) => publishSome(store, now()));
    if (count < BATCH_SIZE) return;
  }
}

/** Within a transaction; returns how many likes were published. */
async function publishSome(store: Pick<SocialStore, 'announce' | 'takeLikeNotices'>, at: Date): Promise<number> {
  const likes = await store.takeLikeNotices(BATCH_SIZE);
  for (const { postId, authorId, userIds } of likes) {
    const fact = {
      postId,
      authorId,
      userIds: userIds.slice(0, MAX_NAMED),
      count: userIds.length,
      at: at.toISOString(),
    };
    await store.announce(postLiked, fact, at);
  }
  return likes.reduce((sum, { userIds }) => sum + userIds.length, 0);
}
