import type { ErasureStep } from '../../../runtime/erasure/erase-user.ts';
import type { FriendsContext } from '../context.ts';
import { FRIENDSHIPS_LOG } from '../events.ts';
import type { FriendsStore } from '../repository/index.ts';

type Needs = Pick<FriendsContext, 'now'> & { readonly streams: Pick<FriendsContext['streams'], 'announce'> };

type Store = Pick<FriendsStore, 'erasePerson' | 'lockPairsOf' | 'concernedBy' | 'erasePairs' | 'recordChanges'>;

/**
 * Erases a batch of a person's relationships, until none are left. Each person who could see one gets an entry in their
 * log that names nobody and asks them to read their lists again.
 */
export async function eraseUser({ now, streams }: Needs, store: Store, userId: string): Promise<ErasureStep> {
  await store.erasePerson(userId);
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
