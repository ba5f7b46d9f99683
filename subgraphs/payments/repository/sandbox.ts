import type { Sql } from '../../../runtime/database/database.ts';
import { type SqlFragment, sql } from '../../../runtime/database/sql-fragment.ts';

/** The sandbox's side of a payment. */
export interface SandboxPayment {
  readonly id: string;
  /** Id of the payment on our side. */
  readonly merchantRef: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly captured: bigint;
  readonly refunded: bigint;
  readonly capture: 'AUTOMATIC' | 'MANUAL';
  readonly state:
    | 'REQUIRES_METHOD'
    | 'REQUIRES_CONFIRMATION'
    | 'REQUIRES_ACTION'
    | 'PROCESSING'
    | 'AUTHORIZED'
    | 'SUCCEEDED'
    | 'FAILED'
    | 'CANCELLED';
  /** The token that it is charged with, such as `tok_ok`. */
  readonly token: string | null;
  readonly returnUrl: string | null;
  readonly clientSecret: string;
  /** A secret part of the address of its 3-D Secure page. */
  readonly challengeId: string | null;
  readonly declineCode: string | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
  readonly expiresAt: Date | null;
}

/** The sandbox's side of a refund. */
export interface SandboxRefund {
  readonly id: string;
  readonly paymentId: string;
  readonly merchantRef: string;
  readonly amount: bigint;
  readonly state: 'PENDING' | 'SUCCEEDED' | 'FAILED';
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** The sandbox's side of a dispute. */
export interface SandboxDispute {
  readonly id: string;
  readonly paymentId: string;
  readonly amount: bigint;
  readonly state: 'NEEDS_RESPONSE' | 'UNDER_REVIEW' | 'WON' | 'LOST';
  /** Until when evidence is accepted. */
  readonly dueAt: Date;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

const PAYMENT: SqlFragment = sql`
  id, merchant_ref AS "merchantRef", amount, currency, captured, refunded, capture, state, token, return_url AS "returnUrl",
  client_secret AS "clientSecret", challenge_id AS "challengeId", decline_code AS "declineCode", created_at AS "createdAt",
  changed_at AS "changedAt", expires_at AS "expiresAt"`;

const REFUND: SqlFragment = sql`
  id, payment_id AS "paymentId", merchant_ref AS "merchantRef", amount, state, created_at AS "createdAt",
  changed_at AS "changedAt"`;

const DISPUTE: SqlFragment = sql`
  id, payment_id AS "paymentId", amount, state, due_at AS "dueAt", created_at AS "createdAt", changed_at AS "changedAt"`;

/** What the sandbox keeps of payments, refunds and disputes. */
export const createSandboxStore = (db: Sql) => ({
  async addSandboxPayment(payment: SandboxPayment): Promise<void> {
    await db.$executeRaw`
      INSERT INTO sandbox_payment (id, merchant_ref, amount, currency, capture, state, token, return_url, client_secret,
        created_at, changed_at)
      VALUES (${payment.id}, ${payment.merchantRef}, ${payment.amount}::bigint, ${payment.currency}, ${payment.capture},
        ${payment.state}, ${payment.token}, ${payment.returnUrl}, ${payment.clientSecret}, ${payment.createdAt},
        ${payment.changedAt})`;
  },

  /** By its id, our id for the payment, or the secret of its page. Makes others who change it wait in a transaction. */
  async lockSandboxPayment(reference: string): Promise<SandboxPayment | null> {
    const [row] = await db.$queryRaw<SandboxPayment[]>`
      SELECT ${PAYMENT} FROM sandbox_payment
      WHERE id = ${reference} OR merchant_ref = ${reference} OR challenge_id = ${reference} FOR UPDATE`;
    return row ?? null;
  },

  async storeSandboxPayment(payment: SandboxPayment): Promise<void> {
    await db.$executeRaw`
      UPDATE sandbox_payment SET captured = ${payment.captured}::bigint, refunded = ${payment.refunded}::bigint,
        state = ${payment.state}, token = ${payment.token}, return_url = ${payment.returnUrl},
        challenge_id = ${payment.challengeId}, decline_code = ${payment.declineCode}, changed_at = ${payment.changedAt},
        expires_at = ${payment.expiresAt}
      WHERE id = ${payment.id}`;
  },

  async addSandboxRefund(refund: SandboxRefund): Promise<void> {
    await db.$executeRaw`
      INSERT INTO sandbox_refund (id, payment_id, merchant_ref, amount, state, created_at, changed_at)
      VALUES (${refund.id}, ${refund.paymentId}, ${refund.merchantRef}, ${refund.amount}::bigint, ${refund.state},
        ${refund.createdAt}, ${refund.changedAt})`;
  },

  /** By its id, or our id for the refund. */
  async lockSandboxRefund(reference: string): Promise<SandboxRefund | null> {
    const [row] = await db.$queryRaw<SandboxRefund[]>`
      SELECT ${REFUND} FROM sandbox_refund WHERE id = ${reference} OR merchant_ref = ${reference} FOR UPDATE`;
    return row ?? null;
  },

  async storeSandboxRefund({ id, state, changedAt }: SandboxRefund): Promise<void> {
    await db.$executeRaw`UPDATE sandbox_refund SET state = ${state}, changed_at = ${changedAt} WHERE id = ${id}`;
  },

  async addSandboxDispute(dispute: SandboxDispute): Promise<void> {
    await db.$executeRaw`
      INSERT INTO sandbox_dispute (id, payment_id, amount, state, due_at, created_at, changed_at)
      VALUES (${dispute.id}, ${dispute.paymentId}, ${dispute.amount}::bigint, ${dispute.state}, ${dispute.dueAt},
        ${dispute.createdAt}, ${dispute.changedAt})`;
  },

  async lockSandboxDispute(id: string): Promise<SandboxDispute | null> {
    const [row] = await db.$queryRaw<SandboxDispute[]>`
      SELECT ${DISPUTE} FROM sandbox_dispute WHERE id = ${id} FOR UPDATE`;
    return row ?? null;
  },

  async storeSandboxDispute({ id, state, changedAt }: SandboxDispute): Promise<void> {
    await db.$executeRaw`UPDATE sandbox_dispute SET state = ${state}, changed_at = ${changedAt} WHERE id = ${id}`;
  },
});
