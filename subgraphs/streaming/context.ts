import type DataLoader from 'dataloader';
import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Leases } from '../../runtime/live/leases.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { FileAccess } from '../../runtime/signed-links/file-access.ts';
import type { CallDomain } from '../../runtime/subgraph/host.ts';
import type { AudienceChange } from './adapters/audience-changes.ts';
import type { Audiences } from './adapters/audiences.ts';
import type { HealthChange } from './adapters/follow-health.ts';
import type { PeakRecorder } from './adapters/peak-recorder.ts';
import type { StreamKey } from './adapters/stream-key.ts';
import type { IngestProvider } from './provider/ingest-provider.ts';
import type { AudienceNumbers, ViewerRole } from './repository/audience-numbers.ts';
import type { StreamGift, StreamGifter } from './repository/gifts.ts';
import type { StreamingRepository } from './repository/index.ts';
import type { StreamRecording } from './repository/recordings.ts';
import type { StartEntry } from './repository/starts.ts';
import type { GiftEntry, StatusEntry } from './repository/statuses.ts';
import type { LiveStream } from './repository/streams.ts';
import type { StreamViewer } from './repository/viewers.ts';

/** Reads one kind of thing by id, batched; null for what is absent or hidden from the viewer. */
export type Load<Row> = Pick<DataLoader<string, Row | null>, 'load'>;

export type { AudienceChange, HealthChange };

/** Events of the durable subscriptions. */
export interface StreamingEvents {
  readonly status: LogEvent<StatusEntry>;
  readonly gift: LogEvent<GiftEntry>;
  readonly start: LogEvent<StartEntry>;
}

/** What resolvers and operations of streaming may use; created for each request and each event of a subscription. */
export interface StreamingContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly repository: StreamingRepository;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly leases: Leases;
  readonly ask: CallDomain;
  readonly audiences: Audiences;
  readonly peaks: PeakRecorder;
  readonly createStreamKey: () => StreamKey;
  /** What is kept of a stream key. */
  readonly hashStreamKey: (key: string) => string;
  /** The media server that takes the bytes of streams; null where none is configured. */
  readonly provider: IngestProvider | null;
  /** Yields at once, and each time that the measurements of a stream are new. */
  readonly followHealth: (streamId: string) => AsyncIterableIterator<HealthChange>;
  readonly reportError: (error: unknown) => void;
  /** By stream id, as the viewer may see it. A denial by the local copy is confirmed by a call to friends. */
  readonly liveStreams: Load<LiveStream>;
  /** By stream id, as visitors may see it: public ones. */
  readonly publicStreams: Load<LiveStream>;
  /** By the host's id: their stream that has not ended. */
  readonly currentStreams: Load<LiveStream>;
  /** By the host's id. */
  readonly streamsOfHosts: PageLoader<LiveStream>;
  /** By stream id: what the viewer is to it. */
  readonly viewerRoles: Load<ViewerRole>;
  /** By stream id: whether the viewer is banned from it. */
  readonly bannedFrom: Load<boolean>;
  /** By stream id: whether the viewer is a moderator of it. */
  readonly moderates: Load<boolean>;
  /** By stream id, whoever asks: check that the viewer is its host before. */
  readonly audienceNumbers: Load<AudienceNumbers>;
  /** By stream id: the ids of its moderators. */
  readonly moderatorsOfStreams: Load<readonly string[]>;
  /** By id, as the viewer may see them. */
  readonly streamGifts: Load<StreamGift>;
  /** By stream id, without people whom the viewer may not see. */
  readonly topGifters: Load<readonly StreamGifter[]>;
  /** By id, as the viewer may watch them. */
  readonly recordings: Load<StreamRecording>;
  /** By stream id: its recording, as the viewer may watch it. */
  readonly recordingsOfStreams: Load<StreamRecording>;
  readonly fileAccess: FileAccess;
  /** Where the viewer fetches a file, by `fileUrlKey`. */
  readonly fileUrls: Load<string>;
  /** Where the viewer fetches the small variant of a picture, by `fileUrlKey`. */
  readonly pictureUrls: Load<string>;
  /** Keyed by stream id. */
  readonly viewerCounts: { load(streamId: string): Promise<number> };
  /** Keyed by stream id. */
  readonly viewersOfStreams: PageLoader<StreamViewer>;
  readonly statusLog: DurableLog<StatusEntry>;
  readonly startsLog: DurableLog<StartEntry>;
  readonly giftsLog: DurableLog<GiftEntry>;
  /** The newest sequence of `startsLog`. */
  readonly newestStart: SnapshotPosition<number>;
}
