import { type AfterCommit, on, type Reaction } from '../../../runtime/events/reaction.ts';
import { friendshipEnded, friendshipStarted, userBlocked, userUnblocked } from '../../friends/events.ts';
import type { StreamingContext } from '../context.ts';
import { memberOf, STATUS_LOG, streamTopic, VIEWER_LEASE } from '../events.ts';

type Needs = Pick<StreamingContext, 'signals' | 'leases' | 'now' | 'streams'>;
type Store = Pick<
  StreamingContext['repository'],
  'addBlock' | 'addFriendship' | 'clearSeatsBetween' | 'currentStream' | 'removeBlock' | 'removeFriendship'
>;

/**
 * Keeps the local copy of friendships and blocks. Who loses sight of a stream loses their seat before it, and their open
 * subscriptions of it end.
 */
export function whenRelationChanged(needs: Needs): readonly Reaction<Store>[] {
  return [
    on(friendshipStarted, (store: Store, { userIds: [one, other] }) => store.addFriendship(one, other)),
    on(friendshipEnded, async (store: Store, { userIds: [one, other] }) => {
      await store.removeFriendship(one, other);
      return part(needs, store, one, other, true);
    }),
    on(userBlocked, async (store: Store, { userId, blockedId }) => {
      await store.addBlock(userId, blockedId);
      return part(needs, store, userId, blockedId, false);
    }),
    on(userUnblocked, (store: Store, { userId, blockedId }) => store.removeBlock(userId, blockedId)),
  ];
}

/** Takes two people out of each other's audiences: at once for their seats, and by bell for what they have open. */
async function part(
  { signals, leases, now, streams }: Needs,
  store: Store,
  one: string,
  other: string,
  friendsOnly: boolean,
): Promise<AfterCommit> {
  const seats = await store.clearSeatsBetween(one, other, now(), friendsOnly);
  const onAir = await Promise.all([store.currentStream(one), store.currentStream(other)]);
  const streamIds = onAir.flatMap((stream) => (stream === null ? [] : [stream.id]));
  return async () => {
    // While Redis is away the seats lapse by themselves, and the poll of each process finds out who must go.
    await Promise.allSettled(seats.map((seat) => leases.release(VIEWER_LEASE, seat.streamId, memberOf(seat))));
    await Promise.all(
      streamIds.flatMap((streamId) => [signals.notify(streamTopic(streamId)), streams.announce(STATUS_LOG, streamId)]),
    );
  };
}
