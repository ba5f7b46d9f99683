import type { SocialStore } from '../../repository/index.ts';
import { shareClosedFiles } from '../shared/file-uses.ts';
import { endFollows, type FollowStore } from './change-follows.ts';

/**
 * Ends all that holds two people together, when one blocks the other: follows, requests and memberships of lists, in both
 * directions.
 */
export async function separatePeople(
  store: FollowStore & Pick<SocialStore, 'lockPairs' | 'cancelFollowRequests' | 'removeFromListsOf'>,
  one: string,
  other: string,
  at: Date,
): Promise<void> {
  const pairs = [
    { followerId: one, followeeId: other },
    { followerId: other, followeeId: one },
  ];
  await store.lockPairs(one, [other]);
  await store.cancelFollowRequests(pairs, at);
  await endFollows(store, pairs, at);
  await store.removeFromListsOf(one, other);
  await store.removeFromListsOf(other, one);
  await endReading(store, [one, other], at);
}

/** Two people may no longer read files of each other that they read as friends, or because they were named. */
export const endReading = (
  store: Pick<FollowStore, 'announceAll'>,
  [one, other]: readonly [string, string],
  at: Date,
): Promise<void> =>
  shareClosedFiles(
    store,
    [
      { authorId: one, readerId: other },
      { authorId: other, readerId: one },
    ],
    false,
    at,
  );
