import { jest } from '@jest/globals';
import { ANONYMOUS } from '../runtime/executor/caller.ts';
import type { StreamingContext } from '../subgraphs/streaming/context.ts';
import type { LiveStream } from '../subgraphs/streaming/repository/streams.ts';
import type { StreamViewer, ViewerSession } from '../subgraphs/streaming/repository/viewers.ts';

/** The instant of every operation test. */
export const AT = new Date('2026-11-20T12:00:00.000Z');

/** A public stream of Ada's that is live, for tests without a database. */
export const exampleStream = (more: Partial<LiveStream> = {}): LiveStream => ({
  id: 'str_1',
  hostId: 'usr_ada',
  title: 'A title',
  visibility: 'PUBLIC',
  state: 'LIVE',
  startedAt: AT,
  endedAt: null,
  peakViewerCount: 0,
  statusSequence: 1,
  giftSequence: 0,
  ingestProvider: null,
  ...{ description: '', categoryId: null, tags: [], language: null, isMature: false, thumbnailFileId: null },
  ...{ latency: 'NORMAL', isRecorded: false, chatMode: 'EVERYONE', slowModeSeconds: 0 },
  ...{ scheduledFor: null, endReason: null, countedViewers: 0 },
  ...more,
});

/** Bob as a viewer of that stream. */
export const EXAMPLE_VIEWER: StreamViewer = { streamId: 'str_1', userId: 'usr_bob', joinedAt: AT };

/**
 * What an operation on Bob's presence in a stream needs; `present` are the members of its leases, `viewer` is his row.
 * `calls` lists what is written, in order.
 */
export function exampleAudience(
  stream: LiveStream | null,
  present: readonly string[] = [],
  viewer: StreamViewer | null = null,
  isBanned = false,
) {
  const calls: string[] = [];
  return {
    calls,
    caller: { ...ANONYMOUS, viewerId: 'usr_bob', sessionId: 'ses_1' },
    now: () => AT,
    liveStreams: { load: async () => stream },
    bannedFrom: { load: async () => isBanned },
    repository: {
      addViewer: jest.fn(async ({ streamId, userId }: ViewerSession, _: Date, isNew: boolean) => {
        calls.push(`row ${isNew ? 'added' : 'renewed'}`);
        return { streamId, userId, joinedAt: AT };
      }),
      joinedViewers: jest.fn(async (_sessions: readonly ViewerSession[]) => [viewer]),
      removeViewer: jest.fn(async () => {
        calls.push('row left');
        return viewer;
      }),
    },
    leases: {
      hold: jest.fn(async (_kind: string, _key: string, member: string, ttlMs: number) => {
        calls.push(`hold ${member} ${ttlMs}`);
      }),
      release: jest.fn(async (_kind: string, _key: string, member: string) => void calls.push(`release ${member}`)),
      members: async () => [[...present]],
    },
    peaks: { record: jest.fn() },
    signals: { notify: jest.fn<StreamingContext['signals']['notify']>(async () => void calls.push('notify')) },
  };
}

/** What every operation on a stream refuses: what it is, the stream, the input, the refusal. */
export const STREAM_REFUSALS = [
  ['a hidden stream or none', null, { streamId: 'str_1' }, 'NotFound'],
  ['no stream id', null, {}, 'InvalidInput'],
  ['a number for a stream id', null, { streamId: 7 }, 'InvalidInput'],
] as const;
