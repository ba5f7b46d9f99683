import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';

/** Type of the notifications of `streamStarted`. */
export const liveStreamType = {
  name: 'LIVE_STREAM',
  description: 'Somebody whose streams the viewer may watch, such as a friend, started one.',
  channels: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'live streams', de: 'Livestreams', ru: 'прямые эфиры' },
} as const satisfies NotificationTypeDefinition;

/** A host has started a stream. */
export interface StreamStarted {
  readonly streamId: string;
  readonly hostId: string;
  readonly title: string;
  /** Who may see it; absent in older events, which are of PUBLIC streams. */
  readonly visibility?: 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each stream that begins. */
export const streamStarted = defineEvent<StreamStarted>('streaming.stream-started', {
  notifies: {
    type: liveStreamType,
    audience: ({ hostId, visibility }) => [
      { kind: visibility === 'FOLLOWERS' ? 'FOLLOWERS' : 'FRIENDS', userId: hostId, actorId: hostId },
    ],
    subjects: [{ type: 'LiveStream', id: ({ streamId }) => streamId }],
    values: ({ title, visibility = 'PUBLIC' }) => ({ stream: title, visibility }),
  },
});

/** A stream has ended permanently. */
export interface StreamEnded {
  readonly streamId: string;
  readonly hostId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each stream that ends. */
export const streamEnded = defineEvent<StreamEnded>('streaming.stream-ended', {
  notifies: false,
  reason: 'Viewers see it, and nobody can act on it.',
});

/** Topic of the signals of one stream: it ended, a viewer left, or who may see it has changed. Listeners read again. */
export const streamTopic = (streamId: string): string => `streaming.stream:${streamId}`;

/** The name of the log of states that `streamStatusChanged` follows; its keys are stream ids. */
export const STATUS_LOG = { name: 'streaming.stream-status' } as const;

/** The log of streams that began, of which `streamStarted` delivers to each viewer those of people whom they follow. */
export const STARTS_LOG = { name: 'streaming.streams-started' } as const;

/** The kind of lease that a present viewer holds; its keys are stream ids, its members are made by `memberOf`. */
export const VIEWER_LEASE = 'viewers';

/** The member of the leases for one session of a person. */
export const memberOf = ({ userId, sessionId }: { readonly userId: string; readonly sessionId: string }): string =>
  `${userId}#${sessionId}`;

/** The person and session of a lease's member. */
export function sessionOf(member: string): { userId: string; sessionId: string } {
  const separator = member.indexOf('#');
  return { userId: member.slice(0, separator), sessionId: member.slice(separator + 1) };
}
