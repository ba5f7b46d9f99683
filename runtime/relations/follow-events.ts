import { defineEvent } from '../events/event-type.ts';
import type { NotificationTypeDefinition } from '../events/notification-rule.ts';

/** Type of the notifications of `userFollowed`. */
export const followType = {
  name: 'FOLLOW',
  description: 'Somebody follows the viewer, or let the viewer follow them.',
  channels: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'new followers', de: 'neue Follower', ru: 'новые подписчики' },
} as const satisfies NotificationTypeDefinition;

/** Payload of `userUnfollowed`. */
export interface FollowFact {
  readonly followerId: string;
  readonly followeeId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** Payload of `userFollowed`. */
export interface FollowStartedFact extends FollowFact {
  /** Whether the followed person had to accept: then the follower is notified instead of them. */
  readonly isAccepted?: boolean;
  /** Whether the followed person has muted the follower: then nobody is notified. */
  readonly isMuted?: boolean;
}

/** A person follows another. While a person has not read of a new follower, further ones add no notification. */
export const userFollowed = defineEvent<FollowStartedFact>('social.user-followed', {
  notifies: {
    type: followType,
    audience({ followerId, followeeId, isAccepted, isMuted }) {
      if (isMuted === true) return [];
      return isAccepted === true
        ? [{ kind: 'USERS', userIds: [followerId], actorId: followeeId }]
        : [{ kind: 'USERS', userIds: [followeeId], actorId: followerId }];
    },
    template: ({ isAccepted }) => (isAccepted === true ? 'social.follow-request-accepted' : 'social.user-followed'),
    group: ({ followeeId, isAccepted }) => (isAccepted === true ? `accepted:${followeeId}` : 'followers'),
  },
});

/** A person does not follow another any more: either of the two ended it, or blocked the other. */
export const userUnfollowed = defineEvent<FollowFact>('social.user-unfollowed', {
  notifies: false,
  reason: 'Nobody is notified of a lost follower.',
});
