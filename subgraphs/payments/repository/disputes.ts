import type { Sql } from '../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../runtime/database/loader.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../runtime/operations/connection.ts';
import type { DisputeEvidence } from '../provider/provider-calls.ts';

/** A payer's objection to a payment at their bank. */
export interface PaymentDispute {
  readonly id: string;
  readonly paymentId: string;
  /** In minor units of the payment's currency. */
  readonly amount: bigint;
  readonly currency: string;
  readonly state: 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST';
  readonly reason: string;
  readonly providerRef: string;
  readonly evidence: DisputeEvidence | null;
  readonly evidenceAt: Date | null;
  readonly evidenceDueAt: Date | null;
  readonly providerAt: Date;
  readonly createdAt: Date;
  readonly closedAt: Date | null;
}

const COLUMNS: SqlFragment = sql`
  d.id, d.payment_id AS "paymentId", d.amount, p.currency, d.state, d.reason, d.provider_ref AS "providerRef", d.evidence,
  d.evidence_at AS "evidenceAt", d.evidence_due_at AS "evidenceDueAt", d.provider_at AS "providerAt",
  d.created_at AS "createdAt", d.closed_at AS "closedAt"`;

/** Those without a time come last. */
const SOONEST_FIRST: ListOrder = {
  by: [
    ['coalesce((extract(epoch FROM d.evidence_due_at) * 1000)::bigint, 9007199254740991)', 'bigint'],
    ['d.id', 'text'],
  ],
  direction: 'ASC',
};

/** Disputes of payments. */
export const createDisputeStore = (db: Sql) => ({
  /** Disputes, whoever asks, in the order of the ids. One statement. */
  async disputes(ids: readonly string[]): Promise<(PaymentDispute | null)[]> {
    const rows = await db.$queryRaw<PaymentDispute[]>`
      SELECT ${COLUMNS} FROM payment_dispute d JOIN payment p ON p.id = d.payment_id WHERE d.id = ANY (${[...ids]})`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** Disputes of payments, oldest first, in the order of the ids. One statement. */
  async disputesOf(paymentIds: readonly string[]): Promise<PaymentDispute[][]> {
    const rows = await db.$queryRaw<PaymentDispute[]>`
      SELECT ${COLUMNS} FROM payment_dispute d JOIN payment p ON p.id = d.payment_id
      WHERE d.payment_id = ANY (${[...paymentIds]}) ORDER BY d.id`;
    return paymentIds.map((id) => rows.filter(({ paymentId }) => paymentId === id));
  },

  /** One page of all disputes, the soonest to be answered first. */
  async allDisputes(
    state: PaymentDispute['state'] | null,
    page: PageRequest<readonly [number, string]>,
  ): Promise<PaymentDispute[]> {
    const { beyond, order } = pageClauses(SOONEST_FIRST, page);
    return await db.$queryRaw<PaymentDispute[]>`
      SELECT ${COLUMNS} FROM payment_dispute d JOIN payment p ON p.id = d.payment_id
      WHERE ${beyond} AND (${state}::text IS NULL OR d.state = ${state}) ${order}`;
  },

  async findDisputeByRef(provider: string, providerRef: string): Promise<PaymentDispute | null> {
    const [row] = await db.$queryRaw<PaymentDispute[]>`
      SELECT ${COLUMNS} FROM payment_dispute d JOIN payment p ON p.id = d.payment_id
      WHERE p.provider = ${provider} AND d.provider_ref = ${providerRef}`;
    return row ?? null;
  },

  async addDispute(dispute: Omit<PaymentDispute, 'currency' | 'evidence' | 'evidenceAt' | 'closedAt'>): Promise<void> {
    await db.$executeRaw`
      INSERT INTO payment_dispute (id, payment_id, amount, state, reason, provider_ref, evidence_due_at, provider_at,
        created_at)
      VALUES (${dispute.id}, ${dispute.paymentId}, ${dispute.amount}::bigint, ${dispute.state}, ${dispute.reason},
        ${dispute.providerRef}, ${dispute.evidenceDueAt}, ${dispute.providerAt}, ${dispute.createdAt})`;
  },

  /** Stores what may change of a dispute, whose payment this transaction has locked. */
  async storeDispute(dispute: PaymentDispute): Promise<void> {
    await db.$executeRaw`
      UPDATE payment_dispute SET state = ${dispute.state}, evidence_due_at = ${dispute.evidenceDueAt},
        evidence = ${dispute.evidence === null ? null : JSON.stringify(dispute.evidence)}::jsonb,
        evidence_at = ${dispute.evidenceAt}, provider_at = ${dispute.providerAt}, closed_at = ${dispute.closedAt}
      WHERE id = ${dispute.id}`;
  },
});
