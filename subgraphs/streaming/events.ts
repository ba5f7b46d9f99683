import { defineEvent } from '../../runtime/events/event-type.ts';
import type { NotificationTypeDefinition } from '../../runtime/events/notification-rule.ts';
import { defineWork } from '../../runtime/work/work-type.ts';

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
  /** Who may write in its chat; absent where everyone may, without a limit. */
  readonly chat?: StreamChatRules;
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

/** The packets of a stream's encoder stopped arriving, or arrive again. */
export interface StreamInterrupted {
  readonly streamId: string;
  readonly hostId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published each time that a live stream begins to wait for its encoder. */
export const streamInterrupted = defineEvent<StreamInterrupted>('streaming.stream-interrupted', {
  notifies: false,
  reason: 'It goes on, or ends, within half a minute.',
});

/** Published each time that a stream is live again that waited for its encoder. */
export const streamResumed = defineEvent<StreamInterrupted>('streaming.stream-resumed', {
  notifies: false,
  reason: 'Viewers see it, and nobody can act on it.',
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

/** A recording whose stream has ended, to become a file of its host. */
export interface RecordingToMake {
  readonly recordingId: string;
  readonly streamId: string;
  readonly hostId: string;
  readonly title: string;
}

/** Makes the file of a recording. */
export const makeRecordingWork = defineWork<RecordingToMake>('make-recording');

/** Topic of the signals that the measurements of a stream are new. */
export const healthTopic = (streamId: string): string => `streaming.health:${streamId}`;

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

/** The log of gifts that are paid; its keys are stream ids. */
export const GIFTS_LOG = { name: 'streaming.stream-gifts' } as const;

/** A person may not watch a stream, write in its chat or send gifts. */
export interface ViewerBanned {
  readonly streamId: string;
  readonly userId: string;
  /** ISO 8601 in UTC; null for good. */
  readonly until: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published with each ban and each change of its end. */
export const viewerBanned = defineEvent<ViewerBanned>('streaming.viewer-banned', {
  notifies: false,
  reason: 'The banned person sees it where they watch.',
});

/** What somebody is to a stream from now on, or no longer. */
export interface StreamRoleFact {
  readonly streamId: string;
  readonly userId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published when a ban is ended before its time. */
export const viewerUnbanned = defineEvent<StreamRoleFact>('streaming.viewer-unbanned', {
  notifies: false,
  reason: 'The person sees it where they watch.',
});

/** Published when a host makes a person a moderator. */
export const moderatorAdded = defineEvent<StreamRoleFact>('streaming.moderator-added', {
  notifies: false,
  reason: 'The two have arranged it, and the stream shows it.',
});

/** Published when a person is no moderator any more. */
export const moderatorRemoved = defineEvent<StreamRoleFact>('streaming.moderator-removed', {
  notifies: false,
  reason: 'The stream shows it.',
});

/** Who may write in the chat of a stream, and how often. */
export interface StreamChatRules {
  readonly mode: 'EVERYONE' | 'FOLLOWERS' | 'NOBODY';
  /** Seconds between two messages of one person; 0 for no limit. */
  readonly slowModeSeconds: number;
}

/** The host has changed who may see a stream or write in its chat. */
export interface StreamChatChanged extends StreamChatRules {
  readonly streamId: string;
  readonly hostId: string;
  readonly visibility: 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published with each change of the rules of a stream's chat. */
export const streamChatChanged = defineEvent<StreamChatChanged>('streaming.chat-changed', {
  notifies: false,
  reason: 'Viewers see it in the chat.',
});

/** A stream is announced for a later time. */
export interface StreamScheduled extends Omit<StreamStarted, 'visibility' | 'chat'> {
  readonly visibility: 'PUBLIC' | 'FOLLOWERS' | 'FRIENDS';
  /** ISO 8601 in UTC. */
  readonly scheduledFor: string;
}

/** Published when a stream is announced, and again when its time changes. */
export const streamScheduled = defineEvent<StreamScheduled>('streaming.stream-scheduled', {
  notifies: false,
  reason: 'People are notified when it starts; until then they find it where streams are announced.',
});

/** Type of the notifications of `giftSent`. */
export const streamGiftType = {
  name: 'STREAM_GIFT',
  description: 'A viewer of a stream of the viewer sent them a gift.',
  channels: ['IN_APP', 'PUSH', 'TELEGRAM', 'WEBHOOK'],
  labels: { en: 'gifts in streams', de: 'Geschenke in Streams', ru: 'подарки в эфирах' },
} as const satisfies NotificationTypeDefinition;

/** A viewer has sent a gift and paid for it. */
export interface GiftSent {
  readonly giftId: string;
  readonly streamId: string;
  readonly senderId: string;
  readonly hostId: string;
  /** Such as `🌹 Rose`. */
  readonly gift: string;
  readonly quantity: number;
  /** What the sender has paid, in minor units. */
  readonly amount: string;
  /** An ISO 4217 code. */
  readonly currency: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published once for each gift that is paid. */
export const giftSent = defineEvent<GiftSent>('streaming.gift-sent', {
  notifies: {
    type: streamGiftType,
    audience: ({ hostId, senderId }) => [{ kind: 'USERS', userIds: [hostId], actorId: senderId }],
    subjects: [{ type: 'LiveStream', id: ({ streamId }) => streamId }],
    values: ({ gift, quantity }) => ({ gift: quantity === 1 ? gift : `${quantity} × ${gift}` }),
  },
});

/** A recording of a stream is deleted for good. */
export interface RecordingDeleted {
  readonly recordingId: string;
  readonly streamId: string;
  /** The file of the media domain; null where there was none yet. */
  readonly mediaFileId: string | null;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Published when a host deletes a recording, and for a file that is made of it after that: media deletes the file. */
export const recordingDeleted = defineEvent<RecordingDeleted>('streaming.recording-deleted', {
  notifies: false,
  reason: 'The host has deleted it.',
});
