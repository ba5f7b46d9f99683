import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import { MONEY_REQUEST_COLUMNS, type MoneyRequest } from './money-request.ts';

const NEWEST_FIRST: ListOrder = { by: [['m.id', 'text']], direction: 'DESC' };

/** Which requests of a person are listed. */
interface RequestFilter {
  /** The requests to them, or by them; both when null. */
  readonly direction: 'RECEIVED' | 'SENT' | null;
  readonly state: MoneyRequest['state'] | null;
}

/** SQL: whether two people are hidden from each other, or the second one is suspended. */
const isHidden = (viewer: SqlFragment, other: SqlFragment): SqlFragment =>
  sql`(${isSuspended(other)} OR ${blockedBetween(viewer, other)})`;

/** SQL: whether the viewer may see the request `m`: one of the two people in it is them, and the other one is not hidden. */
const isVisibleRequest = (viewerId: string): SqlFragment => sql`(
  m.payer_id = ${viewerId} AND NOT ${isHidden(sql`${viewerId}::text`, sql`m.requester_id`)}
  OR m.requester_id = ${viewerId} AND NOT ${isHidden(sql`${viewerId}::text`, sql`m.payer_id`)})`;

/** Reads and stores requests for money. */
export const createMoneyRequestStore = (db: Sql) => ({
  /** Requests that a viewer may see, in the order of the ids; null for others. */
  async visibleRequests(viewerId: string, ids: readonly string[]): Promise<(MoneyRequest | null)[]> {
    const rows = await db.$queryRaw<MoneyRequest[]>`
      SELECT ${MONEY_REQUEST_COLUMNS} FROM money_request AS m
      WHERE m.id = ANY(${[...ids]}::text[]) AND ${isVisibleRequest(viewerId)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of the requests to a person and by them that they may see, newest first. */
  requestsOf(
    viewerId: string,
    { direction, state }: RequestFilter,
    page: PageRequest<readonly [string]>,
  ): PromiseLike<MoneyRequest[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    const isOf = {
      RECEIVED: sql`m.payer_id = ${viewerId}`,
      SENT: sql`m.requester_id = ${viewerId}`,
    };
    const whose = direction === null ? sql`(${isOf.RECEIVED} OR ${isOf.SENT})` : isOf[direction];
    return db.$queryRaw<MoneyRequest[]>`
      SELECT ${MONEY_REQUEST_COLUMNS} FROM money_request AS m
      WHERE ${whose} AND (${state}::text IS NULL OR m.state = ${state}) AND ${isVisibleRequest(viewerId)}
        AND ${beyond} ${order}`;
  },

  async addRequest(request: Omit<MoneyRequest, 'state' | 'transactionId'>): Promise<void> {
    const { id, requesterId, payerId, amount, currency, memo, expiresAt, createdAt } = request;
    await db.$executeRaw`
      INSERT INTO money_request (id, requester_id, payer_id, amount, currency, memo, expires_at, created_at)
      VALUES (${id}, ${requesterId}, ${payerId}, ${amount}, ${currency}, ${memo}, ${expiresAt}, ${createdAt})`;
  },

  /** The request of that id until the transaction ends, if a viewer may see it; null otherwise. */
  async lockRequest(viewerId: string, id: string): Promise<MoneyRequest | null> {
    const [row] = await db.$queryRaw<MoneyRequest[]>`
      SELECT ${MONEY_REQUEST_COLUMNS} FROM money_request AS m
      WHERE m.id = ${id} AND ${isVisibleRequest(viewerId)} FOR NO KEY UPDATE OF m`;
    return row ?? null;
  },

  /** Records what became of a locked request. */
  async settleRequest(
    id: string,
    { state, transactionId }: Pick<MoneyRequest, 'state' | 'transactionId'>,
    now: Date,
  ): Promise<void> {
    await db.$executeRaw`
      UPDATE money_request SET state = ${state}, transaction_id = ${transactionId}, settled_at = ${now} WHERE id = ${id}`;
  },

  /** How many requests a person has made since then. */
  async countRequestsSince(requesterId: string, since: Date): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM money_request WHERE requester_id = ${requesterId} AND created_at > ${since}`;
    return row?.count ?? 0;
  },

  /** Whether a person may be asked for money by a viewer: they have an account here, and the two are not hidden from each other. */
  async canBeAsked(viewerId: string, userId: string): Promise<boolean> {
    const [row] = await db.$queryRaw<{ canBeAsked: boolean }[]>`
      SELECT EXISTS (SELECT FROM account WHERE owner_id = ${userId})
        AND NOT ${isHidden(sql`${viewerId}::text`, sql`${userId}::text`)} AS "canBeAsked"`;
    return row?.canBeAsked ?? false;
  },

  /** Ends pending requests whose time is over; false when some are left. */
  async expireRequests(now: Date): Promise<boolean> {
    const expired = await db.$executeRaw`
      UPDATE money_request SET state = 'EXPIRED', settled_at = ${now} WHERE id IN (
        SELECT id FROM money_request WHERE state = 'PENDING' AND expires_at <= ${now} LIMIT ${EXPIRY_BATCH} FOR UPDATE SKIP LOCKED)`;
    return expired < EXPIRY_BATCH;
  },
});

/** Rows of one statement, so that none of them runs into its time limit. */
const EXPIRY_BATCH = 1_000;
