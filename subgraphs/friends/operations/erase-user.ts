import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { FriendsContext } from '../context.ts';
import { FRIENDSHIPS_LOG } from '../events.ts';
import type { FriendsStore } from '../repository/index.ts';

type Needs = Pick<FriendsContext, 'now'> & { readonly streams: Pick<FriendsContext['streams'], 'announce'> };

type Store = Pick<FriendsStore, 'forgetPerson' | 'lockPairsOf' | 'concernedBy' | 'erasePairs' | 'recordChanges'>;

/**
 * Parts a person from some of those they had to do with, until nobody is left. Whoever saw
 * something between the two finds in their log that it is over, with nobody named: they are to read their lists again.
 */
export async function eraseUser({ now, streams }: Needs, store: Store, userId: string): Promise<ErasureStep> {
  await store.forgetPerson(userId);
  const otherIds = await store.lockPairsOf(userId);
  if (otherIds.length === 0) return { isComplete: true };
  const concerned = await store.concernedBy(userId, otherIds);
  await store.erasePairs(userId, otherIds);
  const over = { stream: 'FRIENDSHIPS', otherId: null, requestId: null, status: 'NONE' } as const;
  await store.recordChanges(
    concerned.map((ownerId) => ({ ownerId, ...over })),
    now(),
  );
  return {
    isComplete: false,
    async afterCommit() {
      await Promise.all(concerned.map((ownerId) => streams.announce(FRIENDSHIPS_LOG, ownerId)));
    },
  };
}
