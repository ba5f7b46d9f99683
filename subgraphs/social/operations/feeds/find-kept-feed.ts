import type { SocialContext } from '../../context.ts';
import type { FeedState, KeptNumbers } from '../../repository/index.ts';

interface Needs extends Pick<SocialContext, 'now' | 'keptFeeds'> {
  readonly repository: Pick<SocialContext['repository'], 'feedState' | 'numbersToKeep' | 'noteFeedRead'>;
}

/** People who follow fewer read their feed from the tables: that is faster than keeping it. */
export const MIN_FOLLOWS = 700;
/** More posts that wait to be distributed are dearer to look through than the tables. */
const MAX_UNDISTRIBUTED = 3_000;
const NOTE_INTERVAL_MS = 86_400_000;

/**
 * What is kept ready of the feed of a person, if it can be used: made of the follows of now, and not far behind. What is
 * missing in it is said by `distributedTo`.
 */
export async function findKeptFeed(needs: Needs, userId: string): Promise<KeptNumbers | null> {
  if ((await needs.keptFeeds.read(userId)) === null) return null;
  const state = await needs.repository.feedState(userId);
  // Only now: a post that is not in what is read here was not distributed yet when `state` was read.
  const keptFeed = await needs.keptFeeds.read(userId);
  if (keptFeed === null || keptFeed.version !== state.version || isFarBehind(state)) return null;
  await noteRead(needs, userId, state);
  return { numbers: keptFeed.numbers, floor: keptFeed.floor, distributedTo: state.distributedTo };
}

const isFarBehind = ({ head, distributedTo }: FeedState): boolean => head - distributedTo > MAX_UNDISTRIBUTED;

async function noteRead({ repository, keptFeeds, now }: Needs, userId: string, { readAt }: FeedState): Promise<void> {
  if (readAt !== null && now().getTime() - readAt.getTime() < NOTE_INTERVAL_MS) return;
  await repository.noteFeedRead(userId, now());
  await keptFeeds.prolong(userId);
}

/** Keeps the feed of a person ready from now on, if they follow so many people that it pays. */
export async function keepFeed(needs: Needs, userId: string): Promise<void> {
  const { repository, keptFeeds, now } = needs;
  const state = await repository.feedState(userId);
  if (state.followCount <= MIN_FOLLOWS || isFarBehind(state)) return;
  // Before the list is there: from then on posts are added to it.
  await repository.noteFeedRead(userId, now());
  await keptFeeds.replace(userId, async () => {
    const { numbers, version } = await repository.numbersToKeep(userId, keptFeeds.capacity);
    const lowest = numbers.at(-1);
    return { numbers, version, floor: numbers.length < keptFeeds.capacity || lowest === undefined ? 1n : lowest };
  });
}
