import type { Sql } from '../../../runtime/database/database.ts';

/** Something to have the provider do about a payment, once. */
export interface PaymentCommand {
  /** The provider's idempotency key. */
  readonly id: string;
  readonly paymentId: string;
  readonly kind: 'CREATE' | 'CONFIRM' | 'CAPTURE' | 'CANCEL' | 'EXPIRE' | 'SUBMIT_EVIDENCE' | 'ACCEPT_DISPUTE';
  /** The dispute that it is about; null: the payment itself. */
  readonly disputeId: string | null;
  /** To capture, in minor units. */
  readonly amount: bigint | null;
  readonly isFinal: boolean;
  readonly state: 'PENDING' | 'DONE' | 'REFUSED';
  /** Name of the refusal, such as `InvalidState`. */
  readonly refusal: string | null;
}

/** A command that is about to be given. */
export type CommandDraft = Omit<PaymentCommand, 'state' | 'refusal'>;

/** Commands to the provider. */
export const createCommandStore = (db: Sql) => ({
  /** False, and nothing is stored, while another command about the same payment or dispute waits for the provider. */
  async addCommand(draft: CommandDraft, now: Date): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO payment_command (id, payment_id, kind, dispute_id, amount, is_final, state, created_at)
      VALUES (${draft.id}, ${draft.paymentId}, ${draft.kind}, ${draft.disputeId}, ${draft.amount}::bigint,
        ${draft.isFinal}, 'PENDING', ${now})
      ON CONFLICT DO NOTHING`;
    return added === 1;
  },

  async findCommand(id: string): Promise<PaymentCommand | null> {
    const [row] = await db.$queryRaw<PaymentCommand[]>`
      SELECT id, payment_id AS "paymentId", kind, dispute_id AS "disputeId", amount, is_final AS "isFinal", state, refusal
      FROM payment_command WHERE id = ${id}`;
    return row ?? null;
  },

  /** Ends a command that waits; false when it has ended. */
  async settleCommand(id: string, refusal: string | null, now: Date): Promise<boolean> {
    const settled = await db.$executeRaw`
      UPDATE payment_command SET state = ${refusal === null ? 'DONE' : 'REFUSED'}, refusal = ${refusal}, settled_at = ${now}
      WHERE id = ${id} AND state = 'PENDING'`;
    return settled === 1;
  },
});
