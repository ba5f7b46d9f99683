import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { ViewerSession } from './viewers.ts';

/** A person who may not watch a stream, write in its chat or send gifts. */
export interface StreamBan {
  readonly streamId: string;
  readonly userId: string;
  /** Null after that person has deleted their account. */
  readonly bannedById: string | null;
  /** When it ends; null for good. */
  readonly until: Date | null;
  readonly createdAt: Date;
}

/** Sort key of a ban, newest first: the ISO instant it began, then who is banned. */
export type BanKey = readonly [createdAt: string, userId: string];

/** What a person is to a stream, besides its host. */
export interface StreamRole {
  readonly streamId: string;
  readonly userId: string;
}

const NEWEST_FIRST: ListOrder = {
  by: [
    ['b.created_at', 'timestamptz'],
    ['b.user_id', 'text'],
  ],
  direction: 'DESC',
};

const BAN_COLUMNS = sql`b.stream_id AS "streamId", b.user_id AS "userId", b.banned_by_id AS "bannedById", b.until,
  b.created_at AS "createdAt"`;

/** The pairs as rows `asked (stream_id, user_id)`. */
const rowsOf = (pairs: readonly StreamRole[]): SqlFragment => sql`
  unnest(${pairs.map(({ streamId }) => streamId)}::text[], ${pairs.map(({ userId }) => userId)}::text[])
    AS asked (stream_id, user_id)`;

const answersFor = (pairs: readonly StreamRole[], found: readonly StreamRole[]): boolean[] => {
  const keys = new Set(found.map(({ streamId, userId }) => `${streamId} ${userId}`));
  return pairs.map(({ streamId, userId }) => keys.has(`${streamId} ${userId}`));
};

/** Stores bans and moderators of streams. */
export const createBanStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  /** In the order of `pairs`: whether the person is banned from the stream at an instant. One statement. */
  async areBanned(pairs: readonly StreamRole[], at: Date): Promise<boolean[]> {
    const rows = await db.$queryRaw<StreamRole[]>`
      SELECT b.stream_id AS "streamId", b.user_id AS "userId" FROM ${rowsOf(pairs)}
      JOIN stream_ban b USING (stream_id, user_id) WHERE b.until IS NULL OR b.until > ${at}::timestamptz`;
    return answersFor(pairs, rows);
  },

  /** In the order of `pairs`: whether the person is a moderator of the stream. One statement. */
  async areModerators(pairs: readonly StreamRole[]): Promise<boolean[]> {
    const rows = await db.$queryRaw<StreamRole[]>`
      SELECT m.stream_id AS "streamId", m.user_id AS "userId" FROM ${rowsOf(pairs)}
      JOIN stream_moderator m USING (stream_id, user_id)`;
    return answersFor(pairs, rows);
  },

  /** Bans a person, or sets another end to a ban. */
  async addBan({ streamId, userId, bannedById, until, createdAt }: StreamBan): Promise<void> {
    await db.$executeRaw`
      INSERT INTO stream_ban (stream_id, user_id, banned_by_id, until, created_at)
      VALUES (${streamId}, ${userId}, ${bannedById}, ${until}::timestamptz, ${createdAt}::timestamptz)
      ON CONFLICT (stream_id, user_id) DO UPDATE SET banned_by_id = excluded.banned_by_id, until = excluded.until`;
  },

  /** Ends a ban; false when there is none. */
  async removeBan({ streamId, userId }: StreamRole): Promise<boolean> {
    const removed = await db.$executeRaw`DELETE FROM stream_ban WHERE stream_id = ${streamId} AND user_id = ${userId}`;
    return removed > 0;
  },

  /** A page of the bans of a stream that have not ended, newest first. */
  bansOfStream(streamId: string, at: Date, page: PageRequest<BanKey>): PromiseLike<StreamBan[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return db.$queryRaw<StreamBan[]>`
      SELECT ${BAN_COLUMNS} FROM stream_ban b
      WHERE b.stream_id = ${streamId} AND (b.until IS NULL OR b.until > ${at}::timestamptz) AND ${beyond} ${order}`;
  },

  /** Removes all sessions of a person from the audience of a stream; returns them. */
  endViewings: ({ streamId, userId }: StreamRole, at: Date): PromiseLike<ViewerSession[]> =>
    db.$queryRaw<ViewerSession[]>`
      UPDATE stream_viewer SET left_at = ${at}::timestamptz
      WHERE stream_id = ${streamId} AND user_id = ${userId} AND left_at IS NULL
      RETURNING stream_id AS "streamId", user_id AS "userId", session_id AS "sessionId"`,

  /** Makes a person a moderator; false when they are one, or when the stream has as many as it may have. */
  async addModerator({ streamId, userId }: StreamRole, maxModerators: number, at: Date): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO stream_moderator (stream_id, user_id, added_at)
      SELECT ${streamId}, ${userId}, ${at}::timestamptz
      WHERE (SELECT count(*) FROM stream_moderator WHERE stream_id = ${streamId}) < ${maxModerators}::int
      ON CONFLICT DO NOTHING`;
    return added > 0;
  },

  async removeModerator({ streamId, userId }: StreamRole): Promise<boolean> {
    const removed = await db.$executeRaw`
      DELETE FROM stream_moderator WHERE stream_id = ${streamId} AND user_id = ${userId}`;
    return removed > 0;
  },

  /** For each stream the ids of its moderators, in the order in which they became that. One statement. */
  async moderatorsOf(streamIds: readonly string[]): Promise<string[][]> {
    const rows = await db.$queryRaw<StreamRole[]>`
      SELECT stream_id AS "streamId", user_id AS "userId" FROM stream_moderator
      WHERE stream_id = ANY(${[...streamIds]}::text[]) ORDER BY added_at, user_id`;
    const groups = Map.groupBy(rows, ({ streamId }) => streamId);
    return streamIds.map((streamId) => (groups.get(streamId) ?? []).map(({ userId }) => userId));
  },
});
