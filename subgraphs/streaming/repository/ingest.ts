import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { LiveStream } from './streams.ts';
import { isCurrent, STREAM_COLUMNS } from './visibility.ts';

/** What the server last measured of a stream. */
export interface HealthMeasurement {
  /** Null until two measurements have been made. */
  readonly bitrateKbps: number | null;
  readonly framesPerSecond: number | null;
  readonly droppedFrames: number | null;
  readonly encoder: string | null;
  /** ISO 8601 in UTC. */
  readonly measuredAt: string;
}

/** What changes while a stream is published. */
export interface IngestState {
  /** The server's name of the connection that publishes; null while there is none. */
  readonly publisher: string | null;
  /** The last connection that ended. */
  readonly lastPublisher: string | null;
  readonly publishedAt: Date | null;
  readonly lastPacketAt: Date | null;
  readonly receivedBytes: number;
  /** When the stream ends unless packets arrive. */
  readonly expiresAt: Date | null;
  readonly health: HealthMeasurement | null;
}

/** A stream that is published to an ingest server. */
export interface Ingest extends IngestState {
  readonly stream: LiveStream;
  readonly provider: string;
  readonly streamKeyHash: string;
}

/** A measurement of a stream that goes on. */
export interface Measurement {
  readonly streamId: string;
  readonly publisher: string;
  readonly receivedBytes: number;
  readonly health: HealthMeasurement;
}

interface IngestRow extends LiveStream {
  readonly provider: string;
  readonly streamKeyHash: string;
  readonly publisher: string | null;
  readonly lastPublisher: string | null;
  readonly publishedAt: Date | null;
  readonly lastPacketAt: Date | null;
  readonly receivedBytes: bigint;
  readonly expiresAt: Date | null;
  readonly health: HealthMeasurement | null;
}

const INGEST_COLUMNS: SqlFragment = sql`${STREAM_COLUMNS}, i.provider, s.stream_key_hash AS "streamKeyHash", i.publisher,
  i.last_publisher AS "lastPublisher", i.published_at AS "publishedAt", i.last_packet_at AS "lastPacketAt",
  i.received_bytes AS "receivedBytes", i.expires_at AS "expiresAt", i.health`;

/** Reads and changes how streams are published. */
export const createIngestStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Adds that a new stream is published to a server, which has until `expiresAt` to begin. */
  async addIngest(streamId: string, provider: string, expiresAt: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO stream_ingest (stream_id, provider, expires_at) VALUES (${streamId}, ${provider}, ${expiresAt}::timestamptz)`;
  },

  /** A stream that is published to a server, locked until the end of the transaction; null when there is none. */
  async lockIngest(streamId: string): Promise<Ingest | null> {
    const [row] = await db.$queryRaw<IngestRow[]>`
      SELECT ${INGEST_COLUMNS} FROM live_stream s JOIN stream_ingest i ON i.stream_id = s.id
      WHERE s.id = ${streamId} FOR UPDATE OF s, i`;
    return row === undefined ? null : toIngest(row);
  },

  /** How a stream is published; null when it is not. */
  async findIngest(streamId: string): Promise<Ingest | null> {
    const [row] = await db.$queryRaw<IngestRow[]>`
      SELECT ${INGEST_COLUMNS} FROM live_stream s JOIN stream_ingest i ON i.stream_id = s.id WHERE s.id = ${streamId}`;
    return row === undefined ? null : toIngest(row);
  },

  /** All streams that have not ended and are published to this server, or will be. */
  async openIngests(provider: string): Promise<Ingest[]> {
    const rows = await db.$queryRaw<IngestRow[]>`
      SELECT ${INGEST_COLUMNS} FROM live_stream s JOIN stream_ingest i ON i.stream_id = s.id
      WHERE ${isCurrent} AND i.provider = ${provider}`;
    return rows.map(toIngest);
  },

  /** Ids of streams whose time to begin or to come back is over, at most 100. */
  async expiredIngests(now: Date): Promise<string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT stream_id AS id FROM stream_ingest WHERE expires_at <= ${now}::timestamptz ORDER BY expires_at LIMIT 100`;
    return rows.map(({ id }) => id);
  },

  /** Stores how a stream is published now. */
  async updateIngest(streamId: string, state: IngestState): Promise<void> {
    const { publisher, lastPublisher, publishedAt, lastPacketAt, receivedBytes, expiresAt, health } = state;
    await db.$executeRaw`
      UPDATE stream_ingest SET publisher = ${publisher}, last_publisher = ${lastPublisher},
        published_at = ${publishedAt}::timestamptz, last_packet_at = ${lastPacketAt}::timestamptz,
        received_bytes = ${receivedBytes}::bigint, expires_at = ${expiresAt}::timestamptz,
        health = ${health === null ? null : JSON.stringify(health)}::jsonb
      WHERE stream_id = ${streamId}`;
  },

  /** Stores measurements of streams whose publishers are still these. One statement. */
  async measureIngests(measurements: readonly Measurement[], at: Date): Promise<void> {
    if (measurements.length === 0) return;
    await db.$executeRaw`
      UPDATE stream_ingest i SET last_packet_at = ${at}::timestamptz, received_bytes = m.bytes, health = m.health
      FROM unnest(${measurements.map(({ streamId }) => streamId)}::text[], ${measurements.map(({ publisher }) => publisher)}::text[],
        ${measurements.map(({ receivedBytes }) => receivedBytes)}::bigint[],
        ${measurements.map(({ health }) => JSON.stringify(health))}::jsonb[]) AS m (stream_id, publisher, bytes, health)
      WHERE i.stream_id = m.stream_id AND i.publisher = m.publisher`;
  },

  /** Stores the hash of a new key: the former one is worth nothing from then on. */
  async replaceStreamKey(streamId: string, streamKeyHash: string, at: Date): Promise<void> {
    await db.$executeRaw`UPDATE live_stream SET stream_key_hash = ${streamKeyHash} WHERE id = ${streamId}`;
    await db.$executeRaw`UPDATE stream_ingest SET key_rotated_at = ${at}::timestamptz WHERE stream_id = ${streamId}`;
  },
});

function toIngest(row: IngestRow): Ingest {
  const { provider, streamKeyHash, publisher, lastPublisher, publishedAt, lastPacketAt, receivedBytes, ...others } =
    row;
  const { expiresAt, health, ...stream } = others;
  return {
    ...{ stream, provider, streamKeyHash, publisher, lastPublisher, publishedAt, lastPacketAt, expiresAt, health },
    receivedBytes: Number(receivedBytes),
  };
}
