import type { SocialContext } from '../../context.ts';
import type { FanOut } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';

/** Followers that are looked at, and feeds that are changed, by one command. */
const CHUNK_SIZE = 500;
/** Posts of whom more follow are read with the feed. */
export const MAX_FOLLOWERS = 5_000;
/** One more than feeds are kept, so that no feed is kept to which nothing is added any more. */
const READ_WITHIN_MS = 15 * 86_400_000;

/** The author, when too many follow them; null when the post was added to the feeds. */
export type Distribution = { readonly largeAuthorId: string } | null;

interface Needs extends Pick<SocialContext, 'now' | 'keptFeeds'> {
  readonly repository: Pick<SocialContext['repository'], 'postToDistribute' | 'followersWithFeeds'>;
}

/** Adds a post to the kept feeds of the followers of its author. Repeated, it changes nothing. */
export async function distributePost(
  { repository, keptFeeds, now }: Needs,
  { postId }: FanOut,
  signal: AbortSignal,
): Promise<Distribution> {
  const post = await repository.postToDistribute(postId, MAX_FOLLOWERS);
  if (post === null) return null;
  if (post.hasMoreFollowers) return { largeAuthorId: post.authorId };
  const readSince = new Date(now().getTime() - READ_WITHIN_MS);
  for (let after: string | undefined = ''; after !== undefined; ) {
    signal.throwIfAborted();
    const followers: readonly string[] = await repository.followersWithFeeds({
      ...{ postId, after, readSince },
      limit: CHUNK_SIZE,
    });
    await keptFeeds.add(followers, post.number);
    after = followers.length < CHUNK_SIZE ? undefined : followers.at(-1);
  }
  return null;
}

/** Notes whose posts are read with feeds, in the transaction that ends the item: until then the post counts as not distributed. */
export async function finishDistribution(
  store: Pick<SocialStore, 'addLargeAuthor'>,
  distribution: Distribution,
): Promise<void> {
  if (distribution !== null) await store.addLargeAuthor(distribution.largeAuthorId);
}
