import { fault } from '../../runtime/executor/faults.ts';
import { scalars } from '../../runtime/graphql/scalars.ts';
import { WHOLE_LOG } from '../../runtime/live/stored-log.ts';
import { isId } from '../../runtime/operations/ids.ts';
import { payloadOf } from '../../runtime/operations/result.ts';
import { viewerOf } from '../../runtime/operations/viewer.ts';
import type { AudienceChange, StartEvent, StatusEvent, StreamingContext } from './context.ts';
import { memberOf } from './events.ts';
import type { Resolvers } from './generated.ts';
import { endStream } from './operations/end-stream.ts';
import { heartbeatStream } from './operations/heartbeat-stream.ts';
import { joinStream } from './operations/join-stream.ts';
import { leaveStream } from './operations/leave-stream.ts';
import { startStream } from './operations/start-stream.ts';

/** A third of the lifetime of a lease, so that two heartbeats may be lost. */
const HEARTBEAT_INTERVAL_SECONDS = 5;

const person = (id: string) => ({ id });

/** @throws a fault `NOT_FOUND` for a stream that does not exist or is hidden. */
async function requireVisible(streamId: string, { liveStreams }: Pick<StreamingContext, 'liveStreams'>): Promise<void> {
  if ((await liveStreams.load(streamId)) === null) throw fault('NOT_FOUND', 'No such stream.');
}

/** The contract in terms of the domain. */
export const resolvers: Resolvers = {
  ...scalars,
  Query: {
    liveStreams: (_, page, { streamsOnAir }) => streamsOnAir(page),
    streamsCursor: async (_, __, { streams, startsLog, newestStart }) =>
      streams.cursor(startsLog, WHOLE_LOG, await newestStart.read()),
    stream: (_, { id }, { liveStreams }) => liveStreams.load(id),
  },
  Mutation: {
    async startStream(_, { input }, context) {
      const started = await startStream(context, input);
      return started.ok ? { ...started.value, errors: [] } : { stream: null, ingest: null, errors: [started.refusal] };
    },
    endStream: async (_, { input }, context) => payloadOf('stream', await endStream(context, input)),
    joinStream: async (_, { input }, context) => payloadOf('viewer', await joinStream(context, input)),
    leaveStream: async (_, { input }, context) => payloadOf('viewer', await leaveStream(context, input)),
    heartbeatStream: async (_, { input }, context) => payloadOf('viewer', await heartbeatStream(context, input)),
  },
  Subscription: {
    streamViewersChanged: {
      async subscribe(_, { streamId }, context) {
        const { caller, audiences } = context;
        const session = { userId: viewerOf(caller), sessionId: caller.sessionId ?? '' };
        await requireVisible(streamId, context);
        return audiences.follow({ streamId, ...session, member: memberOf(session) });
      },
      resolve: ({ viewerCount, joined, left }: AudienceChange) => ({
        viewerCount,
        joined: joined.map(person),
        left: left.map(person),
      }),
    },
    streamViewerCountChanged: {
      async subscribe(_, { streamId }, { audiences, publicStreams }) {
        // A listener who is nobody, whoever asks: the gateway shares the subscription between its callers.
        const stream = isId('str', streamId) ? await publicStreams.load(streamId) : null;
        if (stream === null) throw fault('NOT_FOUND', 'No such stream.');
        const nobody = { userId: '', sessionId: '' };
        return audiences.follow({ streamId, ...nobody, member: memberOf(nobody) });
      },
      resolve: ({ viewerCount }: AudienceChange) => ({ viewerCount }),
    },
    streamStarted: {
      subscribe: (_, { after }, { caller, streams, startsLog }) =>
        streams.follow(startsLog, WHOLE_LOG, viewerOf(caller), after),
      resolve: async (
        { cursor, resyncRequired, entry }: StartEvent,
        _: unknown,
        { liveStreams }: StreamingContext,
      ) => ({ cursor, resyncRequired, stream: entry === null ? null : await liveStreams.load(entry.streamId) }),
    },
    streamStatusChanged: {
      async subscribe(_, { streamId, after }, context) {
        const viewerId = viewerOf(context.caller);
        await requireVisible(streamId, context);
        return context.streams.follow(context.statusLog, streamId, viewerId, after);
      },
      resolve: async (
        { cursor, resyncRequired, entry }: StatusEvent,
        _: unknown,
        { liveStreams }: StreamingContext,
      ) => ({
        cursor,
        resyncRequired,
        stream: entry === null ? null : await liveStreams.load(entry.streamId),
        state: entry?.state ?? null,
        changedAt: entry?.changedAt ?? null,
      }),
    },
  },
  User: {
    __resolveReference: (reference) => reference,
    liveStream: ({ id }, _, { currentStreams }) => currentStreams.load(id),
    streams: ({ id }, page, { streamsOfHosts }) => streamsOfHosts.load(id, page),
  },
  LiveStream: {
    __resolveReference: ({ id }, { liveStreams }) => liveStreams.load(id),
    host: ({ hostId }) => (hostId === null ? null : person(hostId)),
    viewerCount: ({ id, state }, _, { viewerCounts }) => (state === 'ENDED' ? 0 : viewerCounts.load(id)),
    // The stored peak lags by up to two seconds; a peak below the current count would look wrong.
    peakViewerCount: async ({ id, state, peakViewerCount }, _, { viewerCounts }) =>
      state === 'ENDED' ? peakViewerCount : Math.max(peakViewerCount, await viewerCounts.load(id)),
    viewers: ({ id }, page, { viewersOfStreams }) => viewersOfStreams.load(id, page),
    statusCursor: ({ id, statusSequence }, _, { streams, statusLog }) => streams.cursor(statusLog, id, statusSequence),
  },
  StreamViewer: {
    user: ({ userId }) => person(userId),
    heartbeatIntervalSeconds: () => HEARTBEAT_INTERVAL_SECONDS,
  },
};
