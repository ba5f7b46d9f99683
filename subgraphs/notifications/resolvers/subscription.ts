import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { InboxEvent, NotificationsContext } from '../context.ts';
import type { SubscriptionResolvers } from '../generated.ts';

/** Root subscriptions: the viewer's own inbox. */
export const Subscription: SubscriptionResolvers = {
  notificationAdded: {
    subscribe(_, { after }, { caller, streams, inboxLog }) {
      const viewerId = viewerOf(caller);
      return streams.follow(inboxLog, viewerId, viewerId, after);
    },
    async resolve({ cursor, resyncRequired, entry }: InboxEvent, _: unknown, { notifications }: NotificationsContext) {
      return { cursor, resyncRequired, notification: entry === null ? null : await notifications.load(entry.id) };
    },
  },
};
