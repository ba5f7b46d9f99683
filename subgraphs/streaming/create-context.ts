import { createLoader } from '../../runtime/database/loader.ts';
import { createPageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog } from '../../runtime/live/durable-log.ts';
import { createSnapshotPosition, newestSequence } from '../../runtime/live/snapshot-position.ts';
import { WHOLE_LOG } from '../../runtime/live/stored-log.ts';
import { createPaging } from '../../runtime/operations/connection.ts';
import { cursorPart } from '../../runtime/operations/cursor-parts.ts';
import { createFollowLookup } from '../../runtime/relations/ask-follows.ts';
import { createRelationshipLookup } from '../../runtime/relations/ask-relationships.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { type Audiences, createAudiences } from './adapters/audiences.ts';
import { createPeakRecorder, type PeakRecorder } from './adapters/peak-recorder.ts';
import { createStreamKey } from './adapters/stream-key.ts';
import type { StreamingContext } from './context.ts';
import { sessionOf, streamTopic, VIEWER_LEASE } from './events.ts';
import { checkListeners, visibleStreams } from './operations/check-listeners.ts';
import { readStream } from './operations/read-stream.ts';
import type { StreamingRepository } from './repository/index.ts';
import type { StartEntry } from './repository/starts.ts';
import type { StatusEntry } from './repository/statuses.ts';
import type { LiveStream } from './repository/streams.ts';
import type { StreamViewer } from './repository/viewers.ts';

/** Lifetime of a lease that a subscription keeps: the longest that it outlives its process. */
const KEPT_LEASE_TTL_MS = 8_000;

const streamsBy = (name: string) =>
  createPaging({
    name,
    key: [cursorPart.instant, cursorPart.text],
    keyOf: ({ startedAt, id }: LiveStream) => [startedAt.toISOString(), id],
  });
const ON_AIR = streamsBy('live-streams');
const OF_HOST = streamsBy('streams-of-host');
const VIEWERS = createPaging({
  name: 'stream-viewers',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ joinedAt, userId }: StreamViewer) => [joinedAt.toISOString(), userId],
});

/** What all requests of one process share. */
export interface StreamingProcess {
  readonly repository: StreamingRepository;
  readonly askRelationships: ReturnType<typeof createRelationshipLookup>;
  readonly askFollows: ReturnType<typeof createFollowLookup>;
  readonly peaks: PeakRecorder;
  readonly audiences: Audiences;
  readonly statusLog: DurableLog<StatusEntry>;
  readonly startsLog: DurableLog<StartEntry>;
}

/** Opens the shared part of a process. */
export function openStreamingProcess(host: Host, repository: StreamingRepository): StreamingProcess {
  const askRelationships = createRelationshipLookup(host.ask, 'streaming');
  const askFollows = createFollowLookup(host.ask, 'streaming');
  const needs = { repository, askRelationships, askFollows };
  const peaks = createPeakRecorder(repository.raisePeaks, host.log);
  const audiences = createAudiences(
    {
      watch: (streamId) => host.leases.watch(VIEWER_LEASE, streamId),
      keep: ({ streamId, member }) => host.leases.keep(VIEWER_LEASE, streamId, member, KEPT_LEASE_TTL_MS),
      personOf: (member) => sessionOf(member).userId,
      onAccessChange: (streamId, notify) =>
        host.signals.on(streamTopic(streamId), (payload) => notify(memberIn(payload))),
      checkAccess: (listeners) => checkListeners(needs, listeners),
      blocksAmong: repository.blocksAmong,
      onCount: peaks.record,
    },
    host.log,
  );
  const statusLog: DurableLog<StatusEntry> = {
    ...repository.statusLog,
    async permitted(streamId, viewerIds) {
      const seen = await visibleStreams(
        needs,
        viewerIds.map((viewerId) => ({ streamId, viewerId })),
      );
      return new Set(viewerIds.filter((_, at) => (seen[at] ?? null) !== null));
    },
  };
  return { ...needs, peaks, audiences, statusLog, startsLog: repository.startsLog };
}

/** The member that a signal concerns; null when it concerns everyone. */
const memberIn = (payload: unknown): string | null =>
  typeof payload === 'object' && payload !== null && 'member' in payload && typeof payload.member === 'string'
    ? payload.member
    : null;

/** Creates the context of one request. */
export function createStreamingContext(host: Host, process: StreamingProcess, caller: Caller): StreamingContext {
  const { repository, askRelationships, askFollows } = process;
  const viewerId = caller.viewerId ?? '';
  const streamsWithAccess = createLoader((ids) =>
    repository.streamsWithAccess(ids.map((streamId) => ({ streamId, viewerId }))),
  );
  const relationships = createLoader((hostIds) => askRelationships(viewerId, hostIds));
  const follows = createLoader((hostIds) =>
    askFollows(hostIds.map((hostId) => ({ followerId: viewerId, followeeId: hostId }))),
  );
  const newestStart = createSnapshotPosition(() => newestSequence(repository.startsLog, WHOLE_LOG));
  const members = createLoader((ids) => host.leases.members(VIEWER_LEASE, ids));
  const presentSessions = async (streamId: string) =>
    ((await members.load(streamId)) ?? []).map((member) => ({ streamId, ...sessionOf(member) }));

  return {
    ...process,
    caller,
    now: host.now,
    signals: host.signals,
    streams: host.streams,
    leases: host.leases,
    createStreamKey,
    // No ingest server is part of this system yet, and none can be configured.
    ingestUrl: null,
    liveStreams: { load: (id) => readStream({ caller, streamsWithAccess, relationships, follows }, id) },
    publicStreams: createLoader((ids) =>
      visibleStreams(
        process,
        ids.map((streamId) => ({ streamId, viewerId: '' })),
      ),
    ),
    currentStreams: createLoader((hostIds) => repository.currentStreams(viewerId, hostIds)),
    streamsOfHosts: createPageLoader(OF_HOST, (hosts) => repository.streamsOfHosts(viewerId, hosts)),
    newestStart,
    streamsOnAir: (page) =>
      ON_AIR.read(page, async (request) => {
        await newestStart.beforeList();
        return repository.streamsOnAir(viewerId, request);
      }),
    viewerCounts: {
      load: async (streamId) => new Set((await presentSessions(streamId)).map(({ userId }) => userId)).size,
    },
    viewersOfStreams: createPageLoader(VIEWERS, async (streams) => {
      const present = await Promise.all(streams.parents.map(({ id }) => presentSessions(id)));
      return repository.viewersOfStreams(viewerId, streams, present.flat());
    }),
  };
}
