import { Prisma, type PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { groupedBy, inOrderOf } from '../../../runtime/database/loader.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { LiveStream } from './streams.ts';
import { STREAM_COLUMNS, standingOf } from './visibility.ts';

/** Where a stream stands in a list, latest first: the ISO instant it began, then its id. */
export type StreamKey = readonly [startedAt: string, id: string];

const visibleTo = (viewerId: string): Prisma.Sql =>
  Prisma.sql`${standingOf(Prisma.sql`${viewerId}::text`)} = 'VISIBLE'`;

/** The rows beyond the page's start and their order, for the row `s`. */
function pageOf({ from, backwards, limit }: PageRequest<StreamKey>): { beyond: Prisma.Sql; order: Prisma.Sql } {
  const comparison = backwards ? Prisma.sql`>` : Prisma.sql`<`;
  const direction = backwards ? Prisma.sql`ASC` : Prisma.sql`DESC`;
  return {
    beyond:
      from === null
        ? Prisma.sql`TRUE`
        : Prisma.sql`(s.started_at, s.id) ${comparison} (${from[0]}::timestamptz, ${from[1]}::text)`,
    order: Prisma.sql`ORDER BY s.started_at ${direction}, s.id ${direction} LIMIT ${limit}::int`,
  };
}

/** Lists of streams as one viewer may see them; a visitor's id is empty. */
export const createListingStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** What is on air now. */
  async streamsOnAir(viewerId: string, page: PageRequest<StreamKey>): Promise<LiveStream[]> {
    const { beyond, order } = pageOf(page);
    return db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE s.state = 'LIVE' AND ${beyond} AND ${visibleTo(viewerId)} ${order}`;
  },

  /** A page of each host's streams, on air or over, in the order of `hostIds`. One statement for all hosts. */
  async streamsOfHosts(
    viewerId: string,
    hostIds: readonly string[],
    page: PageRequest<StreamKey>,
  ): Promise<LiveStream[][]> {
    const { beyond, order } = pageOf(page);
    const rows = await db.$queryRaw<LiveStream[]>`
      SELECT streams.* FROM unnest(${[...hostIds]}::text[]) AS host(id)
      CROSS JOIN LATERAL (
        SELECT ${STREAM_COLUMNS} FROM live_stream s
        WHERE s.host_id = host.id AND ${beyond} AND ${visibleTo(viewerId)} ${order}) AS streams`;
    return groupedBy(hostIds, rows, ({ hostId }) => hostId ?? '');
  },

  /** Each host's stream that has not ended, in the order of `hostIds`. One statement. */
  async currentStreams(viewerId: string, hostIds: readonly string[]): Promise<(LiveStream | null)[]> {
    const rows = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE s.host_id = ANY(${[...hostIds]}::text[]) AND s.state <> 'ENDED' AND ${visibleTo(viewerId)}`;
    return inOrderOf(hostIds, rows, ({ hostId }) => hostId ?? '');
  },
});
