import type { Sql } from '../../../runtime/database/database.ts';

/** A method that the sandbox keeps for a customer, or an account that it pays out to. */
export interface SandboxMethod {
  /** The token, by which it is charged or paid. */
  readonly id: string;
  readonly customerRef: string | null;
  /** The token that it behaves as, such as `tok_3ds`. */
  readonly token: string;
}

/** The sandbox's side of a payout. */
export interface SandboxPayout {
  readonly id: string;
  readonly merchantRef: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly token: string;
  readonly state: 'SUBMITTED' | 'PAID' | 'FAILED';
  readonly failureCode: string | null;
  readonly createdAt: Date;
  readonly changedAt: Date;
}

/** What the sandbox keeps of methods and payouts. */
export const createSandboxMethodStore = (db: Sql) => ({
  async addSandboxMethod({ id, customerRef, token }: SandboxMethod, now: Date): Promise<void> {
    await db.$executeRaw`
      INSERT INTO sandbox_method (id, customer_ref, token, created_at) VALUES (${id}, ${customerRef}, ${token}, ${now})
      ON CONFLICT DO NOTHING`;
  },

  async findSandboxMethod(id: string): Promise<SandboxMethod | null> {
    const [row] = await db.$queryRaw<SandboxMethod[]>`
      SELECT id, customer_ref AS "customerRef", token FROM sandbox_method WHERE id = ${id}`;
    return row ?? null;
  },

  /** A method, or all of a customer. */
  async removeSandboxMethods(reference: string): Promise<void> {
    await db.$executeRaw`DELETE FROM sandbox_method WHERE id = ${reference} OR customer_ref = ${reference}`;
  },

  async addSandboxPayout(payout: SandboxPayout): Promise<void> {
    await db.$executeRaw`
      INSERT INTO sandbox_payout (id, merchant_ref, amount, currency, token, state, created_at, changed_at)
      VALUES (${payout.id}, ${payout.merchantRef}, ${payout.amount}::bigint, ${payout.currency}, ${payout.token},
        ${payout.state}, ${payout.createdAt}, ${payout.changedAt})`;
  },

  /** By its id, or our id for the payout. */
  async lockSandboxPayout(reference: string): Promise<SandboxPayout | null> {
    const [row] = await db.$queryRaw<SandboxPayout[]>`
      SELECT id, merchant_ref AS "merchantRef", amount, currency, token, state, failure_code AS "failureCode",
        created_at AS "createdAt", changed_at AS "changedAt"
      FROM sandbox_payout WHERE id = ${reference} OR merchant_ref = ${reference} FOR UPDATE`;
    return row ?? null;
  },

  async storeSandboxPayout({ id, state, failureCode, changedAt }: SandboxPayout): Promise<void> {
    await db.$executeRaw`
      UPDATE sandbox_payout SET state = ${state}, failure_code = ${failureCode}, changed_at = ${changedAt}
      WHERE id = ${id}`;
  },
});
