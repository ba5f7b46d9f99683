import type { Prisma } from '../../../prisma/generated/discovery/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import { isHiddenContent } from '../../../runtime/moderation/hidden-content-sql.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { areHidden } from './pairs.ts';

/** A like that a person received. */
export interface ReceivedLike {
  readonly id: string;
  /** Who sent it: to be shown once the two have a match. */
  readonly senderId: string;
  /** 1 for a superlike, 0 for a like. */
  readonly rank: number;
  /** Null also while moderators hide it. */
  readonly comment: string | null;
  readonly receivedAt: Date;
  /** Whether the receiver likes the sender too, so that both know of each other. */
  readonly isAnswered: boolean;
}

/** The likes that wait for a person's answer. */
export interface LikesReceived {
  readonly receiverId: string;
}

/** Key of a received like in its list: superlikes first, then the latest. */
export type ReceivedLikeKey = readonly [rank: number, id: string];

const RANK = sql`CASE d.kind WHEN 'SUPERLIKE' THEN 1 ELSE 0 END`;

const COLUMNS = sql`d.id, d.user_id AS "senderId", ${RANK} AS rank, d.decided_at AS "receivedAt",
  CASE WHEN NOT ${isHiddenContent(sql`d.id`)} THEN d.comment END AS comment, m.id IS NOT NULL AS "isAnswered"`;

const SUPERLIKES_FIRST: ListOrder = {
  by: [
    [`CASE d.kind WHEN 'SUPERLIKE' THEN 1 ELSE 0 END`, 'integer'],
    ['d.id', 'text'],
  ],
  direction: 'DESC',
};

/** Likes of the viewer by people who are there for them, with their match if there is one. */
const received = (viewerId: string): SqlFragment => sql`
  discovery_decision AS d JOIN discovery_person AS o ON o.user_id = d.user_id AND NOT ${isHiddenContent(sql`o.id`)}
  LEFT JOIN discovery_match AS m ON m.low_id = LEAST(d.user_id, d.other_id) AND m.high_id = GREATEST(d.user_id, d.other_id)
  WHERE d.other_id = ${viewerId} AND d.kind IN ('LIKE', 'SUPERLIKE') AND NOT ${areHidden(sql`d.other_id`, sql`d.user_id`)}`;

/** Whether the viewer has yet to decide about the sender, who is still in discovery. */
const isWaiting = (now: Date): SqlFragment => sql`
  o.is_listed AND m.id IS NULL AND NOT EXISTS (
    SELECT FROM discovery_decision AS own WHERE own.user_id = d.other_id AND own.other_id = d.user_id
      AND (own.hidden_until IS NULL OR own.hidden_until > ${now}))`;

/** Reads likes as those who received them see them. */
export const createReceivedLikeReads = (db: Prisma.TransactionClient) => ({
  /** A page of the likes that wait for the viewer's answer. */
  async waitingLikes(viewerId: string, now: Date, page: PageRequest<ReceivedLikeKey>): Promise<ReceivedLike[]> {
    const { beyond, order } = pageClauses(SUPERLIKES_FIRST, page);
    return db.$queryRaw<ReceivedLike[]>`
      SELECT ${COLUMNS} FROM ${received(viewerId)} AND ${isWaiting(now)} AND ${beyond} ${order}`;
  },

  /** How many likes wait for the viewer's answer. */
  async countWaitingLikes(viewerId: string, now: Date): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM ${received(viewerId)} AND ${isWaiting(now)}`;
    return row?.count ?? 0;
  },

  /** Likes that the viewer received and that wait or have become a match, in the order of `ids`; null for others. */
  async receivedLikes(viewerId: string, now: Date, ids: readonly string[]): Promise<(ReceivedLike | null)[]> {
    const rows = await db.$queryRaw<ReceivedLike[]>`
      SELECT ${COLUMNS} FROM ${received(viewerId)} AND d.id = ANY (${[...ids]}::text[])
        AND (${isWaiting(now)} OR (m.id IS NOT NULL AND m.ended_at IS NULL))`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** By the id of a match: what the other person sent the viewer. In the order of `matchIds`. */
  async likesOfMatches(viewerId: string, matchIds: readonly string[]): Promise<(ReceivedLike | null)[]> {
    const rows = await db.$queryRaw<(ReceivedLike & { matchId: string })[]>`
      SELECT ${COLUMNS}, m.id AS "matchId" FROM ${received(viewerId)} AND m.id = ANY (${[...matchIds]}::text[])`;
    return inOrderOf(matchIds, rows, ({ matchId }) => matchId);
  },
});
