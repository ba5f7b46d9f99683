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
import { createFileAccess, type FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { Host } from '../../runtime/subgraph/host.ts';
import { type Audiences, createAudiences } from './adapters/audiences.ts';
import { followHealth } from './adapters/follow-health.ts';
import { openProvider } from './adapters/open-provider.ts';
import { createPeakRecorder, type PeakRecorder } from './adapters/peak-recorder.ts';
import { createRecordingFiles } from './adapters/recording-files.ts';
import { createStreamKey, hashStreamKey } from './adapters/stream-key.ts';
import type { StreamingContext } from './context.ts';
import { healthTopic, sessionOf, streamTopic, VIEWER_LEASE } from './events.ts';
import { checkListeners, visibleStreams } from './operations/check-listeners.ts';
import { readStream } from './operations/read-stream.ts';
import { findFileUrls, findPictureUrls } from './operations/recordings/find-file-urls.ts';
import type { IngestProvider } from './provider/ingest-provider.ts';
import { openStreamingRepository, type StreamingRepository } from './repository/index.ts';
import type { StartEntry } from './repository/starts.ts';
import type { GiftEntry, StatusEntry } from './repository/statuses.ts';
import type { LiveStream } from './repository/streams.ts';
import type { StreamViewer } from './repository/viewers.ts';
import type { StreamingSettings } from './settings.ts';

/** Lifetime of a lease that a subscription keeps: the longest that it outlives its process. */
const KEPT_LEASE_TTL_MS = 8_000;

const OF_HOST = createPaging({
  name: 'streams-of-host',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ startedAt, id }: LiveStream) => [startedAt.toISOString(), id],
});
const VIEWERS = createPaging({
  name: 'stream-viewers',
  key: [cursorPart.instant, cursorPart.text],
  keyOf: ({ joinedAt, userId }: StreamViewer) => [joinedAt.toISOString(), userId],
});

/** What all requests of one process share. */
export interface StreamingProcess {
  readonly repository: StreamingRepository;
  readonly provider: IngestProvider | null;
  readonly fileAccess: FileAccess;
  readonly reportError: (error: unknown) => void;
  readonly askRelationships: ReturnType<typeof createRelationshipLookup>;
  readonly askFollows: ReturnType<typeof createFollowLookup>;
  readonly peaks: PeakRecorder;
  readonly audiences: Audiences;
  readonly statusLog: DurableLog<StatusEntry>;
  readonly startsLog: DurableLog<StartEntry>;
  readonly giftsLog: DurableLog<GiftEntry>;
}

/** Opens the shared part of a process. */
function openStreamingProcess(
  host: Host,
  opened: Pick<StreamingProcess, 'repository' | 'provider' | 'fileAccess'>,
): StreamingProcess {
  const { repository } = opened;
  const askRelationships = createRelationshipLookup(host.ask, 'streaming');
  const askFollows = createFollowLookup(host.ask, 'streaming');
  const needs = { repository, askRelationships, askFollows, now: host.now };
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
  const reportError = (error: unknown): void => host.log.warn({ err: error }, 'The media server cannot be asked.');
  const giftsLog: DurableLog<GiftEntry> = {
    ...repository.giftsLog,
    async permitted(streamId, viewerIds) {
      const pairs = viewerIds.map((userId) => ({ streamId, userId }));
      const [permitted, areBanned] = await Promise.all([
        statusLog.permitted(streamId, viewerIds),
        repository.areBanned(pairs, host.now()),
      ]);
      return new Set(viewerIds.filter((viewerId, at) => permitted.has(viewerId) && areBanned[at] !== true));
    },
  };
  return { ...needs, ...opened, reportError, peaks, audiences, statusLog, giftsLog, startsLog: repository.startsLog };
}

/** How many people watch a stream now, asked for one stream at a time outside requests. */
const viewerCountsOf = ({ leases }: Pick<Host, 'leases'>): StreamingContext['viewerCounts'] => ({
  async load(streamId) {
    const [members] = await leases.members(VIEWER_LEASE, [streamId]);
    return new Set((members ?? []).map((member) => sessionOf(member).userId)).size;
  },
});

/** Opens what all requests and all background work of a process share. */
export async function openParts(host: Host, { ingest, linkSecrets }: StreamingSettings) {
  const repository = openStreamingRepository(host.databaseUrl, host.log);
  const provider = await openProvider(ingest, host.now);
  const process = openStreamingProcess(host, { repository, provider, fileAccess: createFileAccess(linkSecrets) });
  const makeFile = provider?.recordings == null ? null : createRecordingFiles(provider.recordings, host.log);
  const { signals, streams, leases, now, ask } = host;
  return {
    process,
    needs: { ...process, ...{ signals, streams, leases, now, ask, makeFile }, viewerCounts: viewerCountsOf(host) },
    async close() {
      process.audiences.close();
      await process.peaks.close();
    },
  };
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
  const viewerRoles = createLoader((ids) => repository.viewerRoles(viewerId, ids, host.now()));
  const newestStart = createSnapshotPosition(() => newestSequence(repository.startsLog, WHOLE_LOG));
  const members = createLoader((ids) => host.leases.members(VIEWER_LEASE, ids));
  const presentSessions = async (streamId: string) =>
    ((await members.load(streamId)) ?? []).map((member) => ({ streamId, ...sessionOf(member) }));

  return {
    ...process,
    followHealth: (streamId) => followHealth(host.signals, healthTopic(streamId), streamId),
    caller,
    now: host.now,
    signals: host.signals,
    ask: host.ask,
    streams: host.streams,
    leases: host.leases,
    createStreamKey,
    hashStreamKey,
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
    viewerRoles,
    bannedFrom: { load: async (id) => (await viewerRoles.load(id))?.isBanned ?? null },
    moderates: { load: async (id) => (await viewerRoles.load(id))?.isModerator ?? null },
    audienceNumbers: createLoader((ids) => repository.audienceNumbers(ids, host.now())),
    moderatorsOfStreams: createLoader((ids) => repository.moderatorsOf(ids)),
    streamGifts: createLoader((ids) => repository.visibleGifts(viewerId, ids)),
    topGifters: createLoader((ids) => repository.topGifters(viewerId, ids)),
    recordings: createLoader((ids) => repository.watchableRecordings(viewerId, ids)),
    recordingsOfStreams: createLoader((ids) => repository.recordingsOfStreams(viewerId, ids)),
    fileUrls: createLoader((keys) => findFileUrls(host.ask, caller, keys)),
    pictureUrls: createLoader((keys) => findPictureUrls(host.ask, caller, keys)),
    viewerCounts: {
      load: async (streamId) => new Set((await presentSessions(streamId)).map(({ userId }) => userId)).size,
    },
    viewersOfStreams: createPageLoader(VIEWERS, async (streams) => {
      const present = await Promise.all(streams.parents.map(({ id }) => presentSessions(id)));
      return repository.viewersOfStreams(viewerId, streams, present.flat());
    }),
  };
}
