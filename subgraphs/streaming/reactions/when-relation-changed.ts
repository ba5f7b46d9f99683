import type { AfterCommit, Reaction } from '../../../runtime/events/reaction.ts';
import { whenFollowsChange } from '../../../runtime/relations/when-follows-change.ts';
import { whenRelationsChange } from '../../../runtime/relations/when-relations-change.ts';
import { whenSuspensionsChange } from '../../../runtime/relations/when-suspensions-change.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, STATUS_LOG, streamTopic, VIEWER_LEASE } from '../events.ts';
import type { LiveStream } from '../repository/streams.ts';
import type { ViewerSession } from '../repository/viewers.ts';

type Needs = Pick<StreamingContext, 'signals' | 'leases' | 'now' | 'streams' | 'provider'>;
type Store = Pick<StreamingContext['repository'], 'removeViewersBetween' | 'removeFollower' | 'currentStream'>;

/**
 * Updates the local copies of friendships, blocks, follows and suspensions. A viewer who may no longer see a stream is removed from
 * its audience, and their open subscriptions of it end.
 */
export const whenRelationChanged = (needs: Needs): readonly Reaction<Store>[] => [
  ...whenRelationsChange<Store>({
    onFriendship: async (store, { userIds: [one, other] }, isActive) =>
      isActive ? undefined : removeFromAudiences(needs, store, one, other, true),
    onBlock: async (store, { userId, blockedId }, isActive) =>
      isActive ? removeFromAudiences(needs, store, userId, blockedId, false) : undefined,
  }),
  ...whenFollowsChange<Store>(async (store, { followerId, followeeId }, isActive) => {
    if (isActive) return;
    const removed = await store.removeFollower(followerId, followeeId, needs.now());
    return endPresences(needs, removed, await store.currentStream(followeeId));
  }),
  ...whenSuspensionsChange<Store>(async (store, userId) => {
    const stream = await store.currentStream(userId);
    return stream === null ? undefined : () => announceStreams(needs, [stream.id]);
  }),
];

/** Removes two people from each other's audiences, and signals their open subscriptions to check access. */
async function removeFromAudiences(
  needs: Needs,
  store: Store,
  one: string,
  other: string,
  friendsOnly: boolean,
): Promise<AfterCommit> {
  const removed = await store.removeViewersBetween(one, other, needs.now(), friendsOnly);
  return endPresences(needs, removed, ...(await Promise.all([store.currentStream(one), store.currentStream(other)])));
}

/** Releases the leases of removed viewers, and signals the open subscriptions of these streams to check access. */
const endPresences =
  (needs: Needs, removed: readonly ViewerSession[], ...onAir: readonly (LiveStream | null)[]) =>
  async (): Promise<void> => {
    // While Redis is unreachable the leases expire, and the poll of each process detects who may no longer watch.
    await Promise.allSettled(
      removed.flatMap((session) => [
        needs.leases.release(VIEWER_LEASE, session.streamId, memberOf(session)),
        needs.provider?.dropViewer(session.streamId, session.userId),
      ]),
    );
    const streamIds = onAir.flatMap((stream) => (stream === null ? [] : [stream.id]));
    await announceStreams(needs, streamIds);
  };

/** Signals the open subscriptions of streams to check access. */
async function announceStreams({ signals, streams }: Needs, streamIds: readonly string[]): Promise<void> {
  await Promise.all(
    streamIds.flatMap((streamId) => [signals.notify(streamTopic(streamId)), streams.announce(STATUS_LOG, streamId)]),
  );
}
