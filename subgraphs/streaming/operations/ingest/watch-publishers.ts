import type { StreamingContext } from '../../context.ts';
import { healthTopic } from '../../events.ts';
import type { IngestProvider } from '../../provider/ingest-provider.ts';
import type { PublisherReport } from '../../provider/publisher-report.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { HealthMeasurement, Ingest, Measurement } from '../../repository/ingest.ts';
import type { AnnouncingNeeds } from './announce-stream.ts';
import { interruptStream } from './interrupt-stream.ts';
import { receivePackets } from './receive-packets.ts';

type Store = Pick<StreamingStore, 'lockIngest' | 'updateIngest' | 'changeState' | 'addRecording' | 'announce'>;

interface Needs extends Pick<StreamingContext, 'now' | 'reportError'>, AnnouncingNeeds {
  readonly provider: Pick<IngestProvider, 'name' | 'readPublishers' | 'dropPublisher'>;
  /** Connections that nobody had admitted when this was last called; kept between the calls. */
  readonly strangers: Set<string>;
  readonly repository: Pick<StreamingContext['repository'], 'openIngests' | 'measureIngests'> & {
    transaction<T>(work: (store: Store) => Promise<T>): Promise<T>;
  };
}

/** A live stream is interrupted when no packet has arrived for this long, whatever the server says or does not say. */
export const SILENCE_MS = 10_000;

/** A connection that was admitted this recently may not stand in the server's report yet. */
const ADMISSION_MS = 3_000;

/**
 * Compares what the server measures with what is stored, and makes the states right: streams begin, go on, are interrupted and come
 * back by this alone where hooks are lost. Whoever publishes without being admitted is dropped.
 */
export async function watchPublishers(needs: Needs): Promise<void> {
  const { provider, repository, now } = needs;
  const [reports, ingests] = await Promise.all([
    provider.readPublishers().catch((error: unknown) => {
      needs.reportError(error);
      return null;
    }),
    repository.openIngests(provider.name),
  ]);
  const at = now();
  const byStream = new Map(reports?.map((report) => [report.streamId, report]));
  const measured: Measurement[] = [];
  const settled = await Promise.allSettled(
    ingests.map(async (ingest) => {
      const measurement = await watch(needs, ingest, reports === null ? 'unknown' : byStream.get(ingest.stream.id), at);
      if (measurement !== null) measured.push(measurement);
    }),
  );
  await repository.measureIngests(measured, at);
  await Promise.all(measured.map(({ streamId }) => needs.signals.notify(healthTopic(streamId))));
  await dropOthers(needs, reports ?? [], ingests);
  for (const outcome of settled) if (outcome.status === 'rejected') needs.reportError(outcome.reason);
}

/** Returns what is to be stored of a stream that goes on. */
async function watch(
  needs: Needs,
  ingest: Ingest,
  report: PublisherReport | 'unknown' | undefined,
  at: Date,
): Promise<Measurement | null> {
  const { stream, publisher, publishedAt, lastPacketAt } = ingest;
  if (publisher === null) return null;
  if (typeof report === 'object' && report.publisher === publisher && report.receivedBytes > ingest.receivedBytes) {
    const measurement = { ...report, health: healthOf(ingest, report, at) };
    if (stream.state === 'LIVE') return measurement;
    await receivePackets(needs, measurement);
    return null;
  }
  const isNew = publishedAt !== null && at.getTime() - publishedAt.getTime() < ADMISSION_MS;
  const isGone = report === undefined || (report !== 'unknown' && report.publisher !== publisher);
  const lastSignOfLife = Math.max(publishedAt?.getTime() ?? 0, lastPacketAt?.getTime() ?? 0);
  const isSilent = at.getTime() - lastSignOfLife > SILENCE_MS;
  if (!(isGone && !isNew) && !isSilent) return null;
  await interruptStream(needs, stream.id, publisher);
  if (!isGone && report !== 'unknown') await needs.provider.dropPublisher(stream.id, publisher);
  return null;
}

/**
 * Drops connections of streams that have ended, and those that nobody has admitted: when they are found for the second time, since a
 * hook may be on its way.
 */
async function dropOthers(
  needs: Needs,
  reports: readonly PublisherReport[],
  ingests: readonly Ingest[],
): Promise<void> {
  const { provider, strangers, reportError } = needs;
  const admitted = new Map(ingests.map(({ stream, publisher }) => [stream.id, publisher]));
  const found = reports.filter(({ streamId, publisher }) => admitted.get(streamId) !== publisher);
  const keyOf = ({ streamId, publisher }: PublisherReport): string => `${streamId} ${publisher}`;
  const before = new Set(strangers);
  strangers.clear();
  for (const report of found) strangers.add(keyOf(report));
  const dropped = await Promise.allSettled(
    found
      .filter((report) => !admitted.has(report.streamId) || before.has(keyOf(report)))
      .map(({ streamId, publisher }) => provider.dropPublisher(streamId, publisher)),
  );
  for (const outcome of dropped) if (outcome.status === 'rejected') reportError(outcome.reason);
}

/** The measurements, with the rate since the last one. */
function healthOf({ receivedBytes, lastPacketAt }: Ingest, report: PublisherReport, at: Date): HealthMeasurement {
  const { framesPerSecond, droppedFrames, encoder } = report;
  const seconds = lastPacketAt === null ? 0 : (at.getTime() - lastPacketAt.getTime()) / 1_000;
  const isFirst = receivedBytes === 0 || seconds <= 0;
  return {
    ...{ framesPerSecond, droppedFrames, encoder, measuredAt: at.toISOString() },
    bitrateKbps:
      report.bitrateKbps ??
      (isFirst ? null : Math.round(((report.receivedBytes - receivedBytes) * 8) / seconds / 1_000)),
  };
}
