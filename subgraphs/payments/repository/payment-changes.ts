import type { Sql } from '../../../runtime/database/database.ts';
import { PAYMENT_COLUMNS, type Payment, type PaymentRow, toPayment } from './payment-columns.ts';

/** A payment that is about to begin. */
export type PaymentDraft = Omit<
  Payment,
  | 'captured'
  | 'refundTotal'
  | 'refunded'
  | 'fee'
  | 'isDisputed'
  | 'providerRef'
  | 'nextAction'
  | 'failure'
  | 'providerAt'
  | 'updatedAt'
  | 'hasPendingCommand'
  | 'logSequence'
>;

const jsonOf = (value: object | null): string | null => (value === null ? null : JSON.stringify(value));

/** Writes payments, in transactions. */
export const createPaymentChangeStore = (db: Sql) => ({
  /** False, and nothing is stored, when the thing has a payment that has not failed. */
  async addPayment(draft: PaymentDraft): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO payment (id, payer_id, amount, currency, state, capture, purpose, description, statement_descriptor,
        metadata, domain, reference_type, reference_id, provider, method_token, customer_ref, method, return_url,
        created_at, updated_at, expires_at)
      VALUES (${draft.id}, ${draft.payerId}, ${draft.amount}::bigint, ${draft.currency}, ${draft.state}, ${draft.capture},
        ${draft.purpose}, ${draft.description}, ${draft.statementDescriptor}, ${JSON.stringify(draft.metadata)}::jsonb,
        ${draft.domain}, ${draft.referenceType}, ${draft.referenceId}, ${draft.provider}, ${draft.methodToken},
        ${draft.customerRef}, ${jsonOf(draft.method)}::jsonb, ${draft.returnUrl}, ${draft.createdAt}, ${draft.createdAt},
        ${draft.expiresAt})
      ON CONFLICT DO NOTHING`;
    return added === 1;
  },

  /** Makes others who change the payment wait until the transaction ends. */
  async lockPayment(id: string): Promise<Payment | null> {
    await db.$queryRaw`SELECT id FROM payment WHERE id = ${id} FOR UPDATE`;
    const [row] = await db.$queryRaw<PaymentRow[]>`SELECT ${PAYMENT_COLUMNS} FROM payment p WHERE p.id = ${id}`;
    return row === undefined ? null : toPayment(row);
  },

  /** Stores what may change of a payment that this transaction has locked. Refunds are counted apart. */
  async storePayment(payment: Payment): Promise<void> {
    await db.$executeRaw`
      UPDATE payment SET state = ${payment.state}, captured = ${payment.captured}::bigint, fee = ${payment.fee}::bigint,
        is_disputed = ${payment.isDisputed}, provider_ref = ${payment.providerRef}, method_token = ${payment.methodToken},
        customer_ref = ${payment.customerRef}, method = ${jsonOf(payment.method)}::jsonb,
        return_url = ${payment.returnUrl}, next_action = ${jsonOf(payment.nextAction)}::jsonb,
        failure = ${jsonOf(payment.failure)}::jsonb, provider_at = ${payment.providerAt},
        updated_at = ${payment.updatedAt}, expires_at = ${payment.expiresAt}
      WHERE id = ${payment.id}`;
  },

  /** Counts a refund before it is made; false when less than that is captured and not refunded. */
  async reserveRefund(id: string, amount: bigint): Promise<boolean> {
    const reserved = await db.$executeRaw`
      UPDATE payment SET refund_total = refund_total + ${amount}::bigint
      WHERE id = ${id} AND captured - refund_total >= ${amount}::bigint AND state IN ('SUCCEEDED', 'PARTIALLY_REFUNDED')`;
    return reserved === 1;
  },

  /** Counts a refund no more: it will not be made. */
  async releaseRefund(id: string, amount: bigint): Promise<void> {
    await db.$executeRaw`UPDATE payment SET refund_total = refund_total - ${amount}::bigint WHERE id = ${id}`;
  },

  /** Counts what the provider has made of a refund, or takes it back with a negative amount, and sets the state after it. */
  async countRefunded(id: string, amount: bigint, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE payment SET refunded = refunded + ${amount}::bigint, updated_at = ${now},
        state = CASE WHEN refunded + ${amount}::bigint = captured THEN 'REFUNDED'
          WHEN refunded + ${amount}::bigint = 0 THEN 'SUCCEEDED' ELSE 'PARTIALLY_REFUNDED' END
      WHERE id = ${id}`;
  },

  /** Ids of payments that have waited for the provider since an instant, and about which it was not asked since; oldest first. */
  async claimUnsettledPayments(since: Date, now: Date, limit: number): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      UPDATE payment SET checked_at = ${now} WHERE id IN (
        SELECT id FROM payment
        WHERE state IN ('REQUIRES_ACTION', 'PROCESSING') AND updated_at < ${since}
          AND (checked_at IS NULL OR checked_at < ${since})
        ORDER BY updated_at LIMIT ${limit}::int FOR UPDATE SKIP LOCKED)
      RETURNING id`;
    return rows.map(({ id }) => id);
  },

  /** Ids of payments whose time is over, the oldest first. */
  async findExpiredPayments(now: Date, limit: number): Promise<readonly string[]> {
    const rows = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM payment WHERE expires_at <= ${now} ORDER BY expires_at LIMIT ${limit}::int`;
    return rows.map(({ id }) => id);
  },
});
