import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { Reference } from '../ledger/transaction-order.ts';

/** A payment that succeeded. */
export interface ReceivedPayment {
  readonly paymentId: string;
  /** The domain that asked for it; null for none, and where it is not known. */
  readonly domain: string | null;
  /** What it is for, in the domain that asked for it; null: the platform earns it. */
  readonly reference: Reference | null;
  readonly amount: bigint;
  readonly currency: string;
  /** Name of the provider that holds the money. */
  readonly provider: string;
}

/** Where it was booked to; nulls until its owner has said. */
export interface BookedPayment extends ReceivedPayment {
  readonly bookedAccountId: string | null;
  readonly transactionId: string | null;
}

const COLUMNS = sql`payment_id AS "paymentId", reference_domain AS domain, amount, currency, provider, booked_account_id AS "bookedAccountId",
  transaction_id AS "transactionId",
  CASE WHEN reference_type IS NOT NULL THEN jsonb_build_object('type', reference_type, 'id', reference_id) END AS reference`;

/** Payments that succeeded, and where they are booked. */
export const createReceivedPaymentStore = (db: Pick<Sql, '$queryRaw' | '$executeRaw'>) => ({
  /** Records a payment; one that is recorded already stays as it is. */
  async insertReceivedPayment(
    { paymentId, domain, reference, amount, currency, provider }: ReceivedPayment,
    now: Date,
  ): Promise<void> {
    await db.$executeRaw`
      INSERT INTO received_payment (
        payment_id, reference_domain, reference_type, reference_id, amount, currency, provider, created_at)
      VALUES (${paymentId}, ${domain}, ${reference?.type ?? null}, ${reference?.id ?? null}, ${amount.toString()}::bigint,
        ${currency}, ${provider}, ${now})
      ON CONFLICT DO NOTHING`;
  },

  /** A payment, locked until the transaction ends; null when it is not known to have succeeded. */
  async lockReceivedPayment(paymentId: string): Promise<BookedPayment | null> {
    const [row] = await db.$queryRaw<BookedPayment[]>`
      SELECT ${COLUMNS} FROM received_payment WHERE payment_id = ${paymentId} FOR UPDATE`;
    return row ?? null;
  },

  /** A payment; null when it is not known to have succeeded. */
  async receivedPayment(paymentId: string): Promise<BookedPayment | null> {
    const [row] = await db.$queryRaw<
      BookedPayment[]
    >`SELECT ${COLUMNS} FROM received_payment WHERE payment_id = ${paymentId}`;
    return row ?? null;
  },

  /** Records where a locked payment is booked to. */
  async noteBooking(paymentId: string, accountId: string, transactionId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE received_payment SET booked_account_id = ${accountId}, transaction_id = ${transactionId}, booked_at = ${now}
      WHERE payment_id = ${paymentId}`;
  },
});
