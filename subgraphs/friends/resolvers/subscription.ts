import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { ChangeEvent, FriendsContext } from '../context.ts';
import type { SubscriptionResolvers } from '../generated.ts';

/** Root subscriptions: the viewer's own logs. */
export const Subscription: SubscriptionResolvers = {
  friendRequestReceived: {
    subscribe(_, { after }, { caller, streams, logs }) {
      const viewerId = viewerOf(caller);
      return streams.follow(logs.requests, viewerId, viewerId, after);
    },
    async resolve({ cursor, resyncRequired, entry }: ChangeEvent, _: unknown, { requests }: FriendsContext) {
      const requestId = entry?.requestId ?? null;
      return { cursor, resyncRequired, request: requestId === null ? null : await requests.load(requestId) };
    },
  },
  friendshipChanged: {
    subscribe(_, { after }, { caller, streams, logs }) {
      const viewerId = viewerOf(caller);
      return streams.follow(logs.friendships, viewerId, viewerId, after);
    },
    resolve({ cursor, resyncRequired, entry }: ChangeEvent) {
      const otherId = entry?.otherId ?? null;
      const user = otherId === null ? null : { id: otherId };
      // The person's id is erased: only reading the lists again shows who is missing.
      const isOver = entry !== null && user === null && entry.status === 'NONE';
      return isOver
        ? { cursor, resyncRequired: true, user, status: null }
        : { cursor, resyncRequired, user, status: entry?.status ?? null };
    },
  },
};
