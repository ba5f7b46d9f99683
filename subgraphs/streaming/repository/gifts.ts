import type { Prisma, PrismaClient } from '../../../prisma/generated/streaming/client.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { blockedBetween } from '../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../runtime/relations/suspension-sql.ts';
import { accessOf } from './visibility.ts';

/** What a viewer sends to the host of a stream. */
export interface StreamGift {
  readonly id: string;
  readonly streamId: string;
  /** Null after the sender has deleted their account. */
  readonly senderId: string | null;
  /** The host; null after they have deleted their account. */
  readonly recipientId: string | null;
  /** Its key in the catalogue. */
  readonly giftKey: string;
  readonly name: string;
  readonly emoji: string;
  readonly quantity: number;
  /** What the sender pays, in minor units of `currency`. */
  readonly amount: bigint;
  /** What the platform keeps of it. */
  readonly fee: bigint;
  readonly currency: string;
  /** Empty where there is none. */
  readonly message: string;
  readonly state: 'PENDING' | 'PAID' | 'FAILED';
  /** Whether host and platform have their shares, or nothing was paid. */
  readonly isSettled: boolean;
  readonly failureCode: string | null;
  /** What the sender's account had, where that was too little. */
  readonly available: bigint | null;
  /** The transaction by which the sender paid; null until then. */
  readonly transactionId: string | null;
  readonly createdAt: Date;
  readonly paidAt: Date | null;
}

/** A gift that is about to be paid. */
export type GiftDraft = Omit<
  StreamGift,
  'state' | 'isSettled' | 'failureCode' | 'available' | 'transactionId' | 'paidAt'
> & { readonly senderId: string; readonly recipientId: string };

/** Why a gift could not be paid. */
export type GiftFailure = Pick<StreamGift, 'available'> & { readonly failureCode: string };

/** A person with what they have sent to one stream. */
export interface StreamGifter {
  readonly streamId: string;
  readonly userId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly giftCount: number;
}

const NEWEST_FIRST: ListOrder = { by: [['g.id', 'text']], direction: 'DESC' };

const GIFT_COLUMNS = sql`
  g.id, g.stream_id AS "streamId", g.sender_id AS "senderId", g.recipient_id AS "recipientId", g.gift_key AS "giftKey",
  g.name, g.emoji, g.quantity, g.amount, g.fee, g.currency, g.message, g.state, g.is_settled AS "isSettled",
  g.failure_code AS "failureCode", g.available, g.transaction_id AS "transactionId", g.created_at AS "createdAt",
  g.paid_at AS "paidAt"`;

/** Rows of `GIFT_COLUMNS` that the statement selects whole. */
const GIFTS = sql`SELECT ${GIFT_COLUMNS} FROM stream_gift g`;

/** How many people `topGifters` names for each stream. */
const MAX_TOP_GIFTERS = 10;

/** Stores gifts, and reads them as viewers may see them. */
export const createGiftStore = (db: PrismaClient | Prisma.TransactionClient) => ({
  async addGift(gift: GiftDraft): Promise<void> {
    await db.$executeRaw`
      INSERT INTO stream_gift (id, stream_id, sender_id, recipient_id, gift_key, name, emoji, quantity, amount, fee, currency,
        message, created_at)
      VALUES (${gift.id}, ${gift.streamId}, ${gift.senderId}, ${gift.recipientId}, ${gift.giftKey}, ${gift.name}, ${gift.emoji},
        ${gift.quantity}::int, ${gift.amount}::bigint, ${gift.fee}::bigint, ${gift.currency}, ${gift.message},
        ${gift.createdAt}::timestamptz)`;
  },

  /** The gift of that id, whoever asks; null when there is none. */
  async findGift(id: string): Promise<StreamGift | null> {
    const [row] = await db.$queryRaw<StreamGift[]>`${GIFTS} WHERE g.id = ${id}`;
    return row ?? null;
  },

  /** Marks a gift as paid; null when something was recorded before, so that it is shown once. */
  async setGiftPaid(id: string, transactionId: string, paidAt: Date): Promise<StreamGift | null> {
    const [row] = await db.$queryRaw<StreamGift[]>`
      UPDATE stream_gift g SET state = 'PAID', transaction_id = ${transactionId}, paid_at = ${paidAt}::timestamptz
      WHERE g.id = ${id} AND g.state = 'PENDING' RETURNING ${GIFT_COLUMNS}`;
    return row ?? null;
  },

  /** Records that a gift was not paid and never will be; what was recorded before stays. */
  async setGiftFailed(id: string, { failureCode, available }: GiftFailure): Promise<void> {
    await db.$executeRaw`
      UPDATE stream_gift SET state = 'FAILED', is_settled = true, failure_code = ${failureCode}, available = ${available}::bigint
      WHERE id = ${id} AND state = 'PENDING'`;
  },

  async setGiftSettled(id: string): Promise<void> {
    await db.$executeRaw`UPDATE stream_gift SET is_settled = true WHERE id = ${id}`;
  },

  /**
   * In the order of the ids: the viewer's own gifts, and paid ones of streams that they may see by the local copies, whose
   * sender has no block with them and is not suspended. Null for others. One statement.
   */
  async visibleGifts(viewerId: string, ids: readonly string[]): Promise<(StreamGift | null)[]> {
    const viewer = sql`${viewerId}::text`;
    const rows = await db.$queryRaw<StreamGift[]>`
      ${GIFTS} JOIN live_stream s ON s.id = g.stream_id
      WHERE g.id = ANY(${[...ids]}::text[]) AND (g.sender_id = ${viewer} OR (g.state = 'PAID' AND ${accessOf(viewer)} = 'VISIBLE'
        AND NOT ${blockedBetween(sql`g.sender_id`, viewer)} AND NOT ${isSuspended(sql`g.sender_id`)}))`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of the paid gifts of a stream whose senders the viewer may see, newest first. Check the access to the stream before. */
  giftsOfStream(
    viewerId: string,
    streamId: string,
    page: PageRequest<readonly [id: string]>,
  ): PromiseLike<StreamGift[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    const viewer = sql`${viewerId}::text`;
    return db.$queryRaw<StreamGift[]>`
      ${GIFTS} WHERE g.stream_id = ${streamId} AND g.state = 'PAID' AND ${beyond}
        AND NOT ${blockedBetween(sql`g.sender_id`, viewer)} AND NOT ${isSuspended(sql`g.sender_id`)} ${order}`;
  },

  /** For each stream, at most ten people who have sent most, without those whom the viewer may not see. One statement. */
  async topGifters(viewerId: string, streamIds: readonly string[]): Promise<StreamGifter[][]> {
    const viewer = sql`${viewerId}::text`;
    const rows = await db.$queryRaw<StreamGifter[]>`
      SELECT top."streamId", top."userId", top.amount, top.currency, top."giftCount"
      FROM unnest(${[...streamIds]}::text[]) AS asked (stream_id) CROSS JOIN LATERAL (
        SELECT g.stream_id AS "streamId", g.sender_id AS "userId", sum(g.amount)::bigint AS amount, g.currency,
          sum(g.quantity)::int AS "giftCount"
        FROM stream_gift g
        WHERE g.stream_id = asked.stream_id AND g.state = 'PAID' AND g.sender_id IS NOT NULL
          AND NOT ${blockedBetween(sql`g.sender_id`, viewer)} AND NOT ${isSuspended(sql`g.sender_id`)}
        GROUP BY g.stream_id, g.sender_id, g.currency ORDER BY sum(g.amount) DESC, g.sender_id LIMIT ${MAX_TOP_GIFTERS}::int
      ) AS top`;
    const groups = Map.groupBy(rows, ({ streamId }) => streamId);
    return streamIds.map((streamId) => groups.get(streamId) ?? []);
  },

  /** What a person has sent or gets and is on its way, by currency. */
  unsettledGifts: (userId: string): PromiseLike<{ count: number; amount: bigint; currency: string }[]> =>
    db.$queryRaw<{ count: number; amount: bigint; currency: string }[]>`
      SELECT count(*)::int AS count, sum(amount)::bigint AS amount, currency FROM stream_gift
      WHERE (sender_id = ${userId} OR recipient_id = ${userId}) AND NOT is_settled GROUP BY currency`,
});
