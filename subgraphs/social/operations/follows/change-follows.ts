import { COUNTERS, userFollowed, userUnfollowed } from '../../events.ts';
import type { FollowPair, NewFollow } from '../../repository/follows/follow-writes.ts';
import type { SocialStore } from '../../repository/index.ts';
import { shareClosedFiles } from '../shared/file-uses.ts';

/** What beginning and ending follows needs of the store. */
export type FollowStore = Pick<SocialStore, 'addFollows' | 'removeFollows' | 'changeCounters' | 'announceAll'>;

const countPairs = (pairs: readonly FollowPair[], delta: 1 | -1) => ({
  followers: pairs.map(({ followeeId }) => ({ subject: followeeId, delta })),
  following: pairs.map(({ followerId }) => ({ subject: followerId, delta })),
});

/** Counts and publishes follows that began or ended, in their transaction. */
async function record(store: FollowStore, pairs: readonly FollowPair[], delta: 1 | -1): Promise<void> {
  const { followers, following } = countPairs(pairs, delta);
  await store.changeCounters(COUNTERS.followers, followers);
  await store.changeCounters(COUNTERS.following, following);
}

/**
 * Begins follows in a transaction that has locked their pairs, with their counts and events; how many are new. `how`
 * is a part of the events.
 */
export async function beginFollows(
  store: FollowStore,
  follows: readonly NewFollow[],
  how: { readonly isAccepted: boolean; readonly isMuted?: boolean },
  now: Date,
): Promise<number> {
  if (follows.length === 0) return 0;
  const added = await store.addFollows(follows, now);
  if (added.length === 0) return 0;
  await record(store, added, 1);
  const at = now.toISOString();
  await store.announceAll(
    userFollowed,
    added.map((pair) => ({ ...pair, at, ...how })),
    now,
  );
  return added.length;
}

/** Ends follows in a transaction that has locked their pairs, with their counts and events; how many there were. */
export async function endFollows(store: FollowStore, pairs: readonly FollowPair[], now: Date): Promise<number> {
  const removed = await store.removeFollows(pairs);
  if (removed.length === 0) return 0;
  await record(store, removed, -1);
  const at = now.toISOString();
  await store.announceAll(
    userUnfollowed,
    removed.map((pair) => ({ ...pair, at })),
    now,
  );
  await shareClosedFiles(store, removed.map(toReading), false, now);
  return removed.length;
}

const toReading = ({ followerId, followeeId }: FollowPair) => ({ authorId: followeeId, readerId: followerId });
