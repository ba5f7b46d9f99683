import { WHOLE_LOG } from '../../../runtime/live/stored-log.ts';
import { payloadOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { StreamingContext, StreamingEvents } from '../context.ts';
import type {
  LiveStreamResolvers,
  MutationResolvers,
  QueryResolvers,
  SubscriptionResolvers,
  UserResolvers,
} from '../generated.ts';
import { cancelScheduledStream } from '../operations/details/cancel-scheduled-stream.ts';
import { startScheduledStream } from '../operations/details/start-scheduled-stream.ts';
import { updateStream } from '../operations/details/update-stream.ts';
import { endStream } from '../operations/end-stream.ts';
import { listLiveStreams, listUpcomingStreams } from '../operations/list-live-streams.ts';
import { startStream } from '../operations/start-stream.ts';
import { requireVisible } from './require-visible.ts';

export const streamQueries: QueryResolvers = {
  liveStreams: (_, input, context) => listLiveStreams(context, input),
  upcomingStreams: (_, input, context) => listUpcomingStreams(context, input),
  streamCategories: async (_, __, { caller, repository }) => repository.streamCategories(caller.viewerId ?? ''),
  streamsCursor: async (_, __, { streams, startsLog, newestStart }) =>
    streams.cursor(startsLog, WHOLE_LOG, await newestStart.read()),
  stream: (_, { id }, { liveStreams }) => liveStreams.load(id),
};

export const streamMutations: MutationResolvers = {
  async startStream(_, { input }, context) {
    const started = await startStream(context, input);
    return started.ok ? { ...started.value, errors: [] } : { stream: null, ingest: null, errors: [started.refusal] };
  },
  updateStream: async (_, { input }, context) => payloadOf('stream', await updateStream(context, input)),
  cancelScheduledStream: async (_, { input }, context) =>
    payloadOf('stream', await cancelScheduledStream(context, input)),
  async startScheduledStream(_, { input }, context) {
    const started = await startScheduledStream(context, input);
    return started.ok ? { ...started.value, errors: [] } : { stream: null, ingest: null, errors: [started.refusal] };
  },
  endStream: async (_, { input }, context) => payloadOf('stream', await endStream(context, input)),
};

export const streamSubscriptions: SubscriptionResolvers = {
  streamStarted: {
    subscribe: (_, { after }, { caller, streams, startsLog }) =>
      streams.follow(startsLog, WHOLE_LOG, viewerOf(caller), after),
    resolve: async (
      { cursor, resyncRequired, entry }: StreamingEvents['start'],
      _: unknown,
      { liveStreams }: StreamingContext,
    ) => ({
      cursor,
      resyncRequired,
      stream: entry === null ? null : await liveStreams.load(entry.streamId),
    }),
  },
  streamStatusChanged: {
    async subscribe(_, { streamId, after }, context) {
      const viewerId = viewerOf(context.caller);
      await requireVisible(streamId, context);
      return context.streams.follow(context.statusLog, streamId, viewerId, after);
    },
    resolve: async (
      { cursor, resyncRequired, entry }: StreamingEvents['status'],
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
};

export const userFields: UserResolvers = {
  __resolveReference: (reference) => reference,
  liveStream: ({ id }, _, { currentStreams }) => currentStreams.load(id),
  streams: ({ id }, page, { streamsOfHosts }) => streamsOfHosts.load(id, page),
};

export const streamFields: LiveStreamResolvers = {
  host: ({ hostId }) => (hostId === null ? null : { id: hostId }),
  viewerCount: ({ id, state }, _, { viewerCounts }) => (state === 'ENDED' ? 0 : viewerCounts.load(id)),
  // The stored peak lags by up to two seconds; a peak below the current count would look wrong.
  peakViewerCount: async ({ id, state, peakViewerCount }, _, { viewerCounts }) =>
    state === 'ENDED' ? peakViewerCount : Math.max(peakViewerCount, await viewerCounts.load(id)),
  viewers: ({ id }, page, { viewersOfStreams }) => viewersOfStreams.load(id, page),
  statusCursor: ({ id, statusSequence }, _, { streams, statusLog }) => streams.cursor(statusLog, id, statusSequence),
};
