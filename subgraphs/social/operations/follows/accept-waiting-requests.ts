import { acceptWaitingRequests } from '../../events.ts';
import type { SocialStore } from '../../repository/index.ts';
import { beginFollows, type FollowStore } from './change-follows.ts';

/** Requests that one transaction accepts. */
export const ACCEPT_BATCH_SIZE = 500;

/** What accepting all requests needs of the store. */
export type AcceptStore = FollowStore &
  Pick<SocialStore, 'lockPairs' | 'waitingRequests' | 'settleFollowRequests' | 'enqueueWork'>;

/** Accepts a batch of the requests to a person whose account is no longer private; work accepts those that are left. */
export async function acceptBatch(store: AcceptStore, userId: string, at: Date): Promise<void> {
  const waiting = await store.waitingRequests(userId, ACCEPT_BATCH_SIZE);
  if (waiting.length === 0) return;
  await store.lockPairs(
    userId,
    waiting.map(({ senderId }) => senderId),
  );
  const settled = await store.settleFollowRequests(
    waiting.map(({ id }) => id),
    'ACCEPTED',
    at,
  );
  const follows = settled
    .filter(({ status }) => status === 'ACCEPTED')
    .map(({ senderId: followerId, notify, weight }) => ({ followerId, followeeId: userId, notify, weight }));
  await beginFollows(store, follows, { isAccepted: true }, at);
  if (waiting.length === ACCEPT_BATCH_SIZE)
    await store.enqueueWork(acceptWaitingRequests, [{ payload: { userId } }], at);
}
