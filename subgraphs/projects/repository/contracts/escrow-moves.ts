import type { Sql } from '../../../../runtime/database/database.ts';
import { rawSql } from '../../../../runtime/database/sql-fragment.ts';
import type { EscrowMove } from './escrow-move.ts';

const COLUMNS =
  rawSql(`v.id, v.contract_id AS "contractId", v.milestone_id AS "milestoneId", v.kind, v.amount, v.currency,
  v.net, v.fee, v.to_client AS "toClient", v.is_final AS "isFinal", v.state, v.pay_with AS "payWith",
  v.payment_method_id AS "paymentMethodId", v.return_url AS "returnUrl", v.payment_id AS "paymentId",
  v.payment_state AS "paymentState", v.failure, v.available, c.client_id AS "clientId",
  c.freelancer_id AS "freelancerId", v.created_at AS "createdAt"`);

/** Movements of money into escrow and out of it. Their people are those of their contract. */
export const createEscrowMoveStore = (db: Sql) => ({
  async addMove(move: EscrowMove): Promise<void> {
    const { id, contractId, milestoneId, kind, amount, currency, net, fee, toClient, isFinal, createdAt } = move;
    await db.$executeRaw`
      INSERT INTO escrow_move (id, contract_id, milestone_id, kind, amount, currency, net, fee, to_client, is_final, state,
        pay_with, payment_method_id, return_url, created_at, updated_at)
      VALUES (${id}, ${contractId}, ${milestoneId}, ${kind}, ${amount}, ${currency}, ${net}, ${fee}, ${toClient},
        ${isFinal}, 'PENDING', ${move.payWith}, ${move.paymentMethodId}, ${move.returnUrl}, ${createdAt}, ${createdAt})`;
  },

  async findMove(id: string): Promise<EscrowMove | null> {
    const [move] = await db.$queryRaw<EscrowMove[]>`
      SELECT ${COLUMNS} FROM escrow_move AS v JOIN contract AS c ON c.id = v.contract_id WHERE v.id = ${id}`;
    return move ?? null;
  },

  /** A movement until the transaction ends; null when there is none. */
  async lockMove(id: string): Promise<EscrowMove | null> {
    const [move] = await db.$queryRaw<EscrowMove[]>`
      SELECT ${COLUMNS} FROM escrow_move AS v JOIN contract AS c ON c.id = v.contract_id
      WHERE v.id = ${id} FOR NO KEY UPDATE OF v`;
    return move ?? null;
  },

  /** Stores how a locked movement has ended. */
  async saveMove({ id, state, failure, available }: EscrowMove, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE escrow_move SET state = ${state}, failure = ${failure}, available = ${available}, updated_at = ${now}
      WHERE id = ${id}`;
  },

  /** Records the payment that funds a milestone. */
  async setPayment(id: string, paymentId: string, now: Date): Promise<void> {
    await db.$executeRaw`UPDATE escrow_move SET payment_id = ${paymentId}, updated_at = ${now} WHERE id = ${id}`;
  },

  /** Records what payments says of a payment. One that has succeeded stays so. */
  async notePayment(
    id: string,
    { paymentId, state }: { readonly paymentId: string; readonly state: 'SUCCEEDED' | 'FAILED' },
    now: Date,
  ): Promise<void> {
    await db.$executeRaw`
      UPDATE escrow_move SET payment_id = ${paymentId}, updated_at = ${now},
        payment_state = CASE WHEN payment_state = 'SUCCEEDED' THEN 'SUCCEEDED' ELSE ${state} END
      WHERE id = ${id}`;
  },

  /** For each milestone its newest funding by card that is pending: the payment, for the client. */
  async pendingPayments(milestoneIds: readonly string[]): Promise<(string | null)[]> {
    const rows = await db.$queryRaw<{ milestoneId: string; paymentId: string }[]>`
      SELECT v.milestone_id AS "milestoneId", v.payment_id AS "paymentId"
      FROM escrow_move AS v JOIN milestone AS m ON m.move_id = v.id
      WHERE m.id = ANY (${[...milestoneIds]}::text[]) AND v.payment_id IS NOT NULL`;
    const byMilestone = new Map(rows.map(({ milestoneId, paymentId }) => [milestoneId, paymentId]));
    return milestoneIds.map((id) => byMilestone.get(id) ?? null);
  },

  /** The kind of each movement; in the order of the ids. */
  async kindsOfMoves(ids: readonly string[]): Promise<(EscrowMove['kind'] | null)[]> {
    const rows = await db.$queryRaw<Pick<EscrowMove, 'id' | 'kind'>[]>`
      SELECT id, kind FROM escrow_move WHERE id = ANY (${[...ids]}::text[])`;
    const byId = new Map(rows.map(({ id, kind }) => [id, kind]));
    return ids.map((id) => byId.get(id) ?? null);
  },
});
