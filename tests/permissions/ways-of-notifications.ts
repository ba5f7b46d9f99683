import { type DomainWays, mentions } from './way-in.ts';

/** Ways in of the notifications domain. */
export const waysOfNotifications: DomainWays = {
  ways: [
    {
      name: 'who caused a notification',
      covers: ['Query.notifications', 'Notification.actor'],
      audience: 'SIGNED_IN',
      reaches: ['friend', 'moderator', 'blocked', 'blocker'],
      look: async ({ ask, of }) =>
        mentions(await ask('{ notifications(first: 100) { edges { node { actor { id } } } } }'), of.person.id),
    },
    {
      name: 'the text of a notification',
      covers: ['Query.notifications'],
      audience: (owner) => (owner === 'HIDDEN' ? 'SELF' : owner === 'FRIENDS' ? 'FRIENDS' : 'SIGNED_IN'),
      reaches: ['self', 'friend', 'moderator', 'blocked', 'blocker'],
      look: async ({ ask, of }) =>
        mentions(await ask('{ notifications(first: 100) { edges { node { title body } } } }'), of.person.nickname),
    },
    {
      name: 'the title of a stream in a notification',
      covers: ['Query.notifications'],
      audience: 'FRIENDS',
      reaches: ['friend', 'blocked', 'blocker'],
      look: async ({ ask, of }) =>
        mentions(await ask('{ notifications(first: 100) { edges { node { title body } } } }'), of.word),
    },
  ],
  harmless: {
    'Query.notification': 'one of Query.notifications, by the same loader',
    '@Notification': 'one of Query.notifications, by the same loader',
    'Query.unreadNotificationCount': 'a number, which a block does not change',
    'Query.notificationsCursor': 'a position',
    'Query.notificationPreferences': 'only of the viewer',
    'Query.notificationTopics': 'only of the viewer',
    'Query.notificationDevices': 'only of the viewer',
    '@NotificationDevice': 'only of the viewer',
    'Query.pushPublicKey': 'a key of the server',
    'Query.notificationTemplates': 'texts without people, for senders',
    '@NotificationTemplate': 'texts without people, for senders',
    'Query.notificationDeliveries': 'for senders and administrators',
    '@NotificationDelivery': 'for senders and administrators',
    'NotificationDelivery.user': 'for senders and administrators',
    'Query.notificationOccurrences': 'for senders and administrators',
    'Subscription.notificationAdded': 'as Query.notifications, by the same loader',
    'POST /webhooks/telegram': 'for the Telegram bot',
    'GET /notifications/unsubscribe': 'a signed link, which says its topic only',
    'POST /notifications/unsubscribe': 'a signed link, which says its topic only',
  },
};
