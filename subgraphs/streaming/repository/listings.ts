import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { isWithinCategory } from '../../../runtime/categories/category-sql.ts';
import { type ListOrder, type PagesRequest, pageClauses, readPages } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { LiveStream } from './streams.ts';
import { accessOf, isCurrent, isOnAir, STREAM_COLUMNS } from './visibility.ts';

/** Sort key of a stream, latest first: the ISO instant it began, then its id. */
export type StreamKey = readonly [startedAt: string, id: string];

/** Sort key of a stream, most viewers first: how many there are, then its id. */
export type ViewersKey = readonly [viewerCount: number, id: string];

/** Which streams on air are listed; null for any. */
export interface OnAirFilter {
  readonly categoryId: string | null;
  /** As it is stored, in lower case. */
  readonly tag: string | null;
  readonly language: string | null;
}

/** A category with what is on air in it. */
export interface StreamCategory {
  readonly categoryId: string;
  readonly streamCount: number;
  readonly viewerCount: number;
}

/** Most categories that are listed. */
const MAX_CATEGORIES = 100;

const visibleTo = (viewerId: string): SqlFragment => sql`${accessOf(sql`${viewerId}::text`)} = 'VISIBLE'`;

/** Constant in shape: a filter that is not given holds for all. */
const matches = ({ categoryId, tag, language }: OnAirFilter): SqlFragment => sql`
  (${categoryId}::text IS NULL OR ${isWithinCategory(sql`s.category_id`, categoryId ?? '')}) AND (${tag}::text IS NULL OR ${tag} = ANY (s.tags))
  AND (${language}::text IS NULL OR s.language = ${language})`;

const BY_START: ListOrder = {
  by: [
    ['s.started_at', 'timestamptz'],
    ['s.id', 'text'],
  ],
  direction: 'DESC',
};

const BY_VIEWERS: ListOrder = {
  by: [
    ['s.viewer_count', 'integer'],
    ['s.id', 'text'],
  ],
  direction: 'DESC',
};

const BY_SCHEDULE: ListOrder = {
  by: [
    ['s.scheduled_for', 'timestamptz'],
    ['s.id', 'text'],
  ],
  direction: 'ASC',
};

/** Lists of streams as one viewer may see them; a visitor's id is empty. */
export const createListingStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** Streams that are on air now, also while the encoder is away for a moment. */
  async streamsOnAir(viewerId: string, filter: OnAirFilter, page: PageRequest<StreamKey>): Promise<LiveStream[]> {
    const { beyond, order } = pageClauses(BY_START, page);
    return db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE ${isOnAir} AND ${matches(filter)} AND ${beyond} AND ${visibleTo(viewerId)} ${order}`;
  },

  /** The same, those with most viewers first. */
  async streamsByViewers(viewerId: string, filter: OnAirFilter, page: PageRequest<ViewersKey>): Promise<LiveStream[]> {
    const { beyond, order } = pageClauses(BY_VIEWERS, page);
    return db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE ${isOnAir} AND ${matches(filter)} AND ${beyond} AND ${visibleTo(viewerId)} ${order}`;
  },

  /** Announced streams, of one host or of all, the next first. */
  async upcomingStreams(viewerId: string, hostId: string | null, page: PageRequest<StreamKey>): Promise<LiveStream[]> {
    const { beyond, order } = pageClauses(BY_SCHEDULE, page);
    return db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE s.state = 'SCHEDULED' AND (${hostId}::text IS NULL OR s.host_id = ${hostId}) AND ${beyond}
        AND ${visibleTo(viewerId)} ${order}`;
  },

  /** Categories with streams on air, those with most viewers first. */
  streamCategories: (viewerId: string): PromiseLike<StreamCategory[]> =>
    db.$queryRaw<StreamCategory[]>`
      SELECT s.category_id AS "categoryId", count(*)::int AS "streamCount", sum(s.viewer_count)::int AS "viewerCount"
      FROM live_stream s WHERE ${isOnAir} AND s.category_id IS NOT NULL AND ${visibleTo(viewerId)}
      GROUP BY s.category_id ORDER BY sum(s.viewer_count) DESC, count(*) DESC, s.category_id LIMIT ${MAX_CATEGORIES}::int`,

  /** A page of each host's streams that have begun, live or ended. */
  streamsOfHosts: (viewerId: string, hosts: PagesRequest<StreamKey>): Promise<LiveStream[][]> =>
    readPages<LiveStream>(
      db,
      hosts,
      BY_START,
      ({ parent, beyond, order }) => sql`
        SELECT ${STREAM_COLUMNS} FROM live_stream s
        WHERE s.host_id = ${parent} AND s.state <> 'SCHEDULED' AND s.end_reason IS DISTINCT FROM 'CANCELLED' AND ${beyond}
          AND ${visibleTo(viewerId)} ${order}`,
    ),

  /** Each host's stream that is on air or about to be, in the order of `hostIds`. One statement. */
  async currentStreams(viewerId: string, hostIds: readonly string[]): Promise<(LiveStream | null)[]> {
    const rows = await db.$queryRaw<LiveStream[]>`
      SELECT ${STREAM_COLUMNS} FROM live_stream s
      WHERE s.host_id = ANY(${[...hostIds]}::text[]) AND ${isCurrent} AND ${visibleTo(viewerId)}`;
    return inOrderOf(hostIds, rows, ({ hostId }) => hostId ?? '');
  },
});
