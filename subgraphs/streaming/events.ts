import { defineEvent } from '../../runtime/events/event-type.ts';

/** A host has gone on air. */
export interface StreamStarted {
  readonly streamId: string;
  readonly hostId: string;
  readonly title: string;
  /** Who may see it; events from before this was told are of PUBLIC streams. */
  readonly visibility?: 'PUBLIC' | 'FRIENDS';
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Tells of each stream that begins, once. */
export const streamStarted = defineEvent<StreamStarted>('streaming.stream-started');

/** A stream is over and will not come back. */
export interface StreamEnded {
  readonly streamId: string;
  readonly hostId: string;
  /** ISO 8601 in UTC. */
  readonly at: string;
}

/** Tells of each stream that ends, once. */
export const streamEnded = defineEvent<StreamEnded>('streaming.stream-ended', {
  notifies: false,
  reason: 'Viewers see it, and nobody can act on it.',
});

/** The bell of one stream: its end, a seat given up, or who may see it. Says only: look again. */
export const streamTopic = (streamId: string): string => `streaming.stream:${streamId}`;

/** The name of the log of states that `streamStatusChanged` follows; its keys are stream ids. */
export const STATUS_LOG = { name: 'streaming.stream-status' } as const;

/** The kind of lease that a present viewer holds; its keys are stream ids, its members `memberOf` seats. */
export const VIEWER_LEASE = 'viewers';

/** How a seat stands among the leases. */
export const memberOf = ({ userId, sessionId }: { readonly userId: string; readonly sessionId: string }): string =>
  `${userId}#${sessionId}`;

/** The person and session that a lease's member stands for. */
export function seatOf(member: string): { userId: string; sessionId: string } {
  const border = member.indexOf('#');
  return { userId: member.slice(0, border), sessionId: member.slice(border + 1) };
}
