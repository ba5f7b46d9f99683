import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';

export { type BlockFact, userBlocked, userUnblocked } from '../../runtime/relations/block-events.ts';
export {
  type FriendshipFact,
  friendshipEnded,
  friendshipStarted,
  friendshipType,
} from '../../runtime/relations/friendship-events.ts';

/** Type of the notifications of `friendRequestSent`. */
export const friendRequestType = {
  name: 'FRIEND_REQUEST',
  description: 'Somebody sent the viewer a friend request.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'friend requests', de: 'Freundschaftsanfragen', ru: 'заявки в друзья' },
} as const satisfies NotificationTypeDefinition;

/** Payload of `friendRequestSent`. */
export interface RequestFact {
  readonly requestId: string;
  readonly senderId: string;
  readonly receiverId: string;
  /** ISO 8601, in UTC. */
  readonly at: string;
}

/** A person sent a friend request. Not published when the other had sent one: then the two become friends at once. */
export const friendRequestSent = defineEvent<RequestFact>('friends.friend-request-sent', {
  notifies: {
    type: friendRequestType,
    audience: ({ senderId, receiverId }) => [{ kind: 'USERS', userIds: [receiverId], actorId: senderId }],
    subjects: [{ type: 'FriendRequest', id: ({ requestId }) => requestId }],
  },
});

/** Durable log of each person's incoming requests. */
export const REQUESTS_LOG = { name: 'friends.requests' } as const;

/** Durable log of the changes of each person's friendships. */
export const FRIENDSHIPS_LOG = { name: 'friends.friendships' } as const;
