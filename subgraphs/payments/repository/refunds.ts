import type { Sql } from '../../../runtime/database/database.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PaymentViewer } from './payments.ts';

/** A part of a captured payment that goes back. */
export interface Refund {
  readonly id: string;
  readonly paymentId: string;
  /** In minor units of the payment's currency. */
  readonly amount: bigint;
  readonly currency: string;
  readonly state: 'CREATED' | 'SUBMITTED' | 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  readonly reason: string | null;
  /** The wallet's hold that covers it; null: none was needed, or it is not there yet. */
  readonly holdId: string | null;
  readonly providerRef: string | null;
  readonly failureCode: string | null;
  /** What the wallet could have held, where that was too little. */
  readonly available: bigint | null;
  readonly providerAt: Date | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** A refund that is about to begin. */
export type RefundDraft = Pick<Refund, 'id' | 'paymentId' | 'amount' | 'reason' | 'createdAt'>;

const COLUMNS: SqlFragment = sql`
  r.id, r.payment_id AS "paymentId", r.amount, p.currency, r.state, r.reason, r.hold_id AS "holdId",
  r.provider_ref AS "providerRef", r.failure_code AS "failureCode", r.available, r.provider_at AS "providerAt",
  r.created_at AS "createdAt", r.updated_at AS "updatedAt"`;

/** Most refunds of one payment. */
export const MAX_REFUNDS = 100;

/** Refunds of payments. */
export const createRefundStore = (db: Sql) => ({
  /** Refunds of payments that the viewer may see, in the order of the ids. One statement. */
  async visibleRefunds({ id, seesAll }: PaymentViewer, ids: readonly string[]): Promise<(Refund | null)[]> {
    const rows = await db.$queryRaw<Refund[]>`
      SELECT ${COLUMNS} FROM refund r JOIN payment p ON p.id = r.payment_id
      WHERE r.id = ANY (${[...ids]}) AND (${seesAll}::bool OR p.payer_id = ${id})`;
    return inOrderOf(ids, rows, (refund) => refund.id);
  },

  /** Refunds of payments, oldest first, in the order of the ids. One statement. */
  async refundsOf(paymentIds: readonly string[]): Promise<Refund[][]> {
    const rows = await db.$queryRaw<Refund[]>`
      SELECT ${COLUMNS} FROM refund r JOIN payment p ON p.id = r.payment_id
      WHERE r.payment_id = ANY (${[...paymentIds]}) ORDER BY r.id`;
    return paymentIds.map((id) => rows.filter(({ paymentId }) => paymentId === id));
  },

  async findRefund(id: string): Promise<Refund | null> {
    const [row] = await db.$queryRaw<Refund[]>`
      SELECT ${COLUMNS} FROM refund r JOIN payment p ON p.id = r.payment_id WHERE r.id = ${id}`;
    return row ?? null;
  },

  /** Id of the refund that the provider names so, or that has our id; null when there is none. */
  async findRefundId(provider: string, providerRef: string, refundId: string | null): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT r.id FROM refund r JOIN payment p ON p.id = r.payment_id
      WHERE p.provider = ${provider} AND (r.provider_ref = ${providerRef} OR r.id = ${refundId}::text) LIMIT 1`;
    return row?.id ?? null;
  },

  async countRefunds(paymentId: string): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM refund WHERE payment_id = ${paymentId}`;
    return row?.count ?? 0;
  },

  async addRefund(draft: RefundDraft): Promise<void> {
    await db.$executeRaw`
      INSERT INTO refund (id, payment_id, amount, state, reason, created_at, updated_at)
      VALUES (${draft.id}, ${draft.paymentId}, ${draft.amount}::bigint, 'CREATED', ${draft.reason}, ${draft.createdAt},
        ${draft.createdAt})`;
  },

  /** Stores what may change of a refund, whose payment this transaction has locked. */
  async storeRefund(refund: Refund): Promise<void> {
    await db.$executeRaw`
      UPDATE refund SET state = ${refund.state}, hold_id = ${refund.holdId}, provider_ref = ${refund.providerRef},
        failure_code = ${refund.failureCode}, available = ${refund.available}::bigint, provider_at = ${refund.providerAt}, updated_at = ${refund.updatedAt}
      WHERE id = ${refund.id}`;
  },

  /** Ids of refunds that have waited for an end since an instant, and about which the provider was not asked since. */
  async claimUnsettledRefunds(since: Date, now: Date, limit: number): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE refund SET checked_at = ${now} WHERE id IN (
        SELECT id FROM refund
        WHERE state IN ('CREATED', 'SUBMITTED', 'PENDING') AND updated_at < ${since}
          AND (checked_at IS NULL OR checked_at < ${since})
        ORDER BY updated_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)
      RETURNING id`;
    return rows.map(({ id }) => id);
  },
});
