import type { Sql } from '../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import { PAYMENT_COLUMNS, type Payment, type PaymentRow, type PaymentState, toPayment } from './payment-columns.ts';

/** A thing of a domain. */
export interface DomainReference {
  readonly domain: string;
  readonly type: string;
  readonly id: string;
}

/** Who reads payments. */
export interface PaymentViewer {
  /** Null for services. */
  readonly id: string | null;
  /** Whether they see each payment, by the scope `finance` or as a service. */
  readonly seesAll: boolean;
}

/** Which of their payments a person wants to see; null: each. */
export interface PaymentFilter {
  readonly state: PaymentState | null;
  readonly reference: { readonly type: string; readonly id: string } | null;
}

const NEWEST_FIRST: ListOrder = { by: [['p.id', 'text']], direction: 'DESC' };

/** Finds payments, for viewers and for rules. */
export const createPaymentStore = (db: Sql) => ({
  /** Payments that the viewer may see, in the order of the ids. One statement. */
  async visiblePayments({ id, seesAll }: PaymentViewer, ids: readonly string[]): Promise<(Payment | null)[]> {
    const rows = await db.$queryRaw<PaymentRow[]>`
      SELECT ${PAYMENT_COLUMNS} FROM payment p
      WHERE p.id = ANY (${[...ids]}) AND (${seesAll}::bool OR p.payer_id = ${id})`;
    return inOrderOf(ids, rows.map(toPayment), (payment) => payment.id);
  },

  /** One page of a person's payments, latest first. */
  async ownPayments(
    payerId: string,
    { state, reference }: PaymentFilter,
    page: PageRequest<readonly [string]>,
  ): Promise<Payment[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    const rows = await db.$queryRaw<PaymentRow[]>`
      SELECT ${PAYMENT_COLUMNS} FROM payment p
      WHERE p.payer_id = ${payerId} AND ${beyond} AND (${state}::text IS NULL OR p.state = ${state})
        AND (${reference?.type ?? null}::text IS NULL
          OR (p.reference_type = ${reference?.type ?? null} AND p.reference_id = ${reference?.id ?? null}))
      ${order}`;
    return rows.map(toPayment);
  },

  /** A payment, whoever asks. */
  async findPayment(id: string): Promise<Payment | null> {
    const [row] = await db.$queryRaw<PaymentRow[]>`SELECT ${PAYMENT_COLUMNS} FROM payment p WHERE p.id = ${id}`;
    return row === undefined ? null : toPayment(row);
  },

  /** The latest payment for a thing of a domain. */
  async findPaymentFor({ domain, type, id }: DomainReference): Promise<Payment | null> {
    const [row] = await db.$queryRaw<PaymentRow[]>`
      SELECT ${PAYMENT_COLUMNS} FROM payment p
      WHERE p.domain = ${domain} AND p.reference_type = ${type} AND p.reference_id = ${id} ORDER BY p.id DESC LIMIT 1`;
    return row === undefined ? null : toPayment(row);
  },

  /** Id of the payment that the provider names so, or that has our id; null when there is none. */
  async findPaymentId(provider: string, providerRef: string, paymentId: string | null): Promise<string | null> {
    const [row] = await db.$queryRaw<{ id: string }[]>`
      SELECT id FROM payment
      WHERE provider = ${provider} AND (provider_ref = ${providerRef} OR id = ${paymentId}::text) LIMIT 1`;
    return row?.id ?? null;
  },

  /** Declines and cancellations of a person since an instant: who tries cards is slowed down. */
  async countFailedPayments(payerId: string, since: Date): Promise<number> {
    const [row] = await db.$queryRaw<{ count: number }[]>`
      SELECT count(*)::int AS count FROM (
        SELECT FROM payment WHERE payer_id = ${payerId} AND state = 'FAILED' AND created_at > ${since} LIMIT 100) f`;
    return row?.count ?? 0;
  },
});
