import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import type { LogRow } from '../../../runtime/live/durable-log.ts';
import type { LiveStream } from './streams.ts';

/** That a stream came into a state. */
export interface StatusEntry {
  readonly streamId: string;
  readonly state: LiveStream['state'];
  readonly changedAt: Date;
}

/** The log of states that `streamStatusChanged` follows. */
export const createStatusStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** The newest sequence of each stream's log. */
  async statusHeads(streamIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
    const rows = await db.$queryRaw<{ id: string; sequence: number }[]>`
      SELECT id, status_sequence AS sequence FROM live_stream WHERE id = ANY(${[...streamIds]}::text[])`;
    return new Map(rows.map(({ id, sequence }) => [id, sequence]));
  },

  /** At most `limit` entries after a sequence, ascending. */
  async statuses(streamId: string, after: number, limit: number): Promise<readonly LogRow<StatusEntry>[]> {
    const rows = await db.$queryRaw<(StatusEntry & { sequence: number })[]>`
      SELECT stream_id AS "streamId", sequence, state::text AS state, changed_at AS "changedAt" FROM stream_status
      WHERE stream_id = ${streamId} AND sequence > ${after}::int ORDER BY sequence LIMIT ${limit}::int`;
    return rows.map(({ sequence, ...entry }) => ({ sequence, entry }));
  },
});
