import type DataLoader from 'dataloader';
import type { PageLoader } from '../../runtime/database/page-loader.ts';
import type { Caller } from '../../runtime/executor/caller.ts';
import type { DurableLog, LogEvent, Streams } from '../../runtime/live/durable-log.ts';
import type { Leases } from '../../runtime/live/leases.ts';
import type { Signals } from '../../runtime/live/signals.ts';
import type { SnapshotPosition } from '../../runtime/live/snapshot-position.ts';
import type { Connection, PageArguments } from '../../runtime/operations/connection.ts';
import type { AudienceChange } from './adapters/audience-changes.ts';
import type { Audiences } from './adapters/audiences.ts';
import type { PeakRecorder } from './adapters/peak-recorder.ts';
import type { StreamKey } from './adapters/stream-key.ts';
import type { StreamingRepository } from './repository/index.ts';
import type { StartEntry } from './repository/starts.ts';
import type { StatusEntry } from './repository/statuses.ts';
import type { LiveStream } from './repository/streams.ts';
import type { StreamViewer } from './repository/viewers.ts';

/** Reads one kind of thing by id, batched; null for what is absent or hidden from the viewer. */
export type Load<Row> = Pick<DataLoader<string, Row | null>, 'load'>;

export type { AudienceChange };

/** An event of a subscription to a stream's states. */
export type StatusEvent = LogEvent<StatusEntry>;

/** An event of a subscription to streams that begin. */
export type StartEvent = LogEvent<StartEntry>;

/** What resolvers and operations of streaming may use; created for each request and each event of a subscription. */
export interface StreamingContext {
  readonly caller: Caller;
  readonly now: () => Date;
  readonly repository: StreamingRepository;
  readonly signals: Signals;
  readonly streams: Streams;
  readonly leases: Leases;
  readonly audiences: Audiences;
  readonly peaks: PeakRecorder;
  readonly createStreamKey: () => StreamKey;
  /** Where encoders publish; null where no ingest server is configured. */
  readonly ingestUrl: string | null;
  /** By stream id, as the viewer may see it. A denial by the local copy is confirmed by a call to friends. */
  readonly liveStreams: Load<LiveStream>;
  /** By stream id, as visitors may see it: public ones. */
  readonly publicStreams: Load<LiveStream>;
  /** By the host's id: their stream that has not ended. */
  readonly currentStreams: Load<LiveStream>;
  /** By the host's id. */
  readonly streamsOfHosts: PageLoader<LiveStream>;
  /** A page of streams that are live now. */
  readonly streamsOnAir: (page: PageArguments) => Promise<Connection<LiveStream>>;
  /** Keyed by stream id. */
  readonly viewerCounts: { load(streamId: string): Promise<number> };
  /** Keyed by stream id. */
  readonly viewersOfStreams: PageLoader<StreamViewer>;
  readonly statusLog: DurableLog<StatusEntry>;
  readonly startsLog: DurableLog<StartEntry>;
  /** The newest sequence of `startsLog`. */
  readonly newestStart: SnapshotPosition<number>;
}
