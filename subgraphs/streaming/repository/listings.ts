import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type ListOrder, type PagesRequest, pageClauses, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { LiveStream } from './streams.ts';
import { accessOf, STREAM_COLUMNS } from './visibility.ts';

/** Sort key of a stream, latest first: the ISO instant it began, then its id. */
export type StreamKey = readonly [startedAt: string, id: string];

const visibleTo = (viewerId: string): SqlFragment => sql`${accessOf(sql`${viewerId}::text`)} = 'VISIBLE'`;

const BY_START: ListOrder = {
  by: [
    ['s.started_at', 'timestamptz'],
    ['s.id', 'text'],
  ],
  direction: 'DESC',
};

/** Lists of streams as one viewer may see them; a visitor's id is empty. */
export const createListingStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Streams that are live now. */
  async streamsOnAir(viewerId: string, page: PageRequest<StreamKey>): Promise<LiveStream[]> {
    const { beyond, order } = pageClauses(BY_START, page);
    return db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE s.state = 'LIVE' AND ${beyond} AND ${visibleTo(viewerId)} ${order}`;
  },

  /** A page of each host's streams, live or ended. */
  streamsOfHosts: (viewerId: string, hosts: PagesRequest<StreamKey>): Promise<LiveStream[][]> =>
    readPages<LiveStream>(
      db,
      hosts,
      BY_START,
      ({ parent, beyond, order }) => sql`
        SELECT ${STREAM_COLUMNS} FROM live_stream s
        WHERE s.host_id = ${parent} AND ${beyond} AND ${visibleTo(viewerId)} ${order}`,
    ),

  /** Each host's stream that has not ended, in the order of `hostIds`. One statement. */
  async currentStreams(viewerId: string, hostIds: readonly string[]): Promise<(LiveStream | null)[]> {
    const rows = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE s.host_id = ANY(${[...hostIds]}::text[]) AND s.state <> 'ENDED' AND ${visibleTo(viewerId)}`;
    return inOrderOf(hostIds, rows, ({ hostId }) => hostId ?? '');
  },
});
