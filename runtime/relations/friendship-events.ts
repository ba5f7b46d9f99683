import { defineEvent } from '../events/event-type.ts';
import type { NotificationTypeDefinition } from '../events/notification-rule.ts';

/** Type of the notifications of `friendshipStarted`. */
export const friendshipType = {
  name: 'FRIENDSHIP',
  description: 'Somebody accepted the viewer as a friend.',
  channels: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'new friends', de: 'neue Freunde', ru: 'новые друзья' },
} as const satisfies NotificationTypeDefinition;

/** Payload of `friendshipStarted` and `friendshipEnded`. */
export interface FriendshipFact {
  readonly userIds: readonly [string, string];
  /** ISO 8601, in UTC. */
  readonly at: string;
  /** Whether it was taken over from an older system: then nobody is notified. Absent: it was not. */
  readonly isImported?: boolean;
}

/** Two people became friends. */
export const friendshipStarted = defineEvent<FriendshipFact>('friends.friendship-started', {
  notifies: {
    type: friendshipType,
    audience: ({ userIds: [one, other], isImported }) =>
      isImported
        ? []
        : [
            { kind: 'USERS', userIds: [one], actorId: other },
            { kind: 'USERS', userIds: [other], actorId: one },
          ],
  },
});

/** A friendship ended: one of the two removed the other, or blocked them. */
export const friendshipEnded = defineEvent<FriendshipFact>('friends.friendship-ended', {
  notifies: false,
  reason: 'Former friends are not notified.',
});
