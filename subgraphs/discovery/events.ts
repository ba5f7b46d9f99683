import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';

/** Type of the notifications of `matchCreated`. */
export const matchType = {
  name: 'MATCH',
  description: 'The viewer and somebody like each other.',
  channels: ['IN_APP', 'EMAIL', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'new matches', de: 'neue Matches', ru: 'новые пары' },
} as const satisfies NotificationTypeDefinition;

/** Type of the notifications of `likeReceived`. */
export const likeType = {
  name: 'DISCOVERY_LIKE',
  description: 'Somebody likes the viewer in discovery.',
  channels: ['IN_APP', 'PUSH', 'WEBHOOK'],
  labels: { en: 'likes in discovery', de: 'Likes beim Kennenlernen', ru: 'симпатии в знакомствах' },
} as const satisfies NotificationTypeDefinition;

/** Payload of `discoveryEnabled` and `discoveryDisabled`. */
export interface DiscoveryFact {
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A person asked to be shown in discovery. Not published again while they are. */
export const discoveryEnabled = defineEvent<DiscoveryFact>('discovery.discovery-enabled', {
  notifies: false,
  reason: 'The user has asked for it.',
});

/** A person left discovery. */
export const discoveryDisabled = defineEvent<DiscoveryFact>('discovery.discovery-disabled', {
  notifies: false,
  reason: 'The user has asked for it.',
});

/** Payload of `matchCreated` and `matchEnded`. */
export interface MatchFact {
  readonly matchId: string;
  /** The lesser id first. */
  readonly userIds: readonly [string, string];
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Two people like each other, and may talk from now on. Published once per match. */
export const matchCreated = defineEvent<MatchFact>('discovery.match-created', {
  notifies: {
    type: matchType,
    audience: ({ userIds: [one, other] }) => [
      { kind: 'USERS', userIds: [one], actorId: other },
      { kind: 'USERS', userIds: [other], actorId: one },
    ],
    subjects: [{ type: 'Match', id: ({ matchId }) => matchId }],
  },
});

/** A match has ended, and with it the right to talk. Published once per match. */
export const matchEnded = defineEvent<MatchFact>('discovery.match-ended', {
  notifies: false,
  reason: 'People are not notified that somebody has left them.',
});

/** Payload of `likeReceived`. Who sent it is not in it: the receiver learns that when they like them too. */
export interface LikeFact {
  readonly likeId: string;
  readonly receiverId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** A person received a like that waits for an answer. */
export const likeReceived = defineEvent<LikeFact>('discovery.like-received', {
  notifies: {
    type: likeType,
    audience: ({ receiverId }) => [{ kind: 'USERS', userIds: [receiverId] }],
    group: () => 'discovery-likes',
  },
});

/** Durable log of each person's matches that began or ended. */
export const MATCHES_LOG = { name: 'discovery.matches' } as const;

/** Durable log of the likes that each person received. */
export const LIKES_LOG = { name: 'discovery.likes-received' } as const;
