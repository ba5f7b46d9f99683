import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { isVisibleTo, type LedgerViewer } from '../accounts/accounts.ts';
import { DEPOSIT_COLUMNS, type Deposit } from './deposit.ts';

const NEWEST_FIRST: ListOrder = { by: [['d.id', 'text']], direction: 'DESC' };

const DEPOSITS = sql`SELECT ${DEPOSIT_COLUMNS} FROM deposit AS d JOIN account AS a ON a.id = d.account_id`;

/** Reads and stores deposits. */
export const createDepositStore = (db: Sql) => ({
  /** Deposits to accounts that a viewer may see, in the order of the ids; null for others. */
  async visibleDeposits(viewer: LedgerViewer, ids: readonly string[]): Promise<(Deposit | null)[]> {
    const rows = await db.$queryRaw<Deposit[]>`
      ${DEPOSITS} WHERE d.id = ANY(${[...ids]}::text[]) AND ${isVisibleTo(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of the deposits of a person, newest first. */
  depositsOf(ownerId: string, state: string | null, page: PageRequest<readonly [string]>): PromiseLike<Deposit[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return db.$queryRaw<Deposit[]>`
      ${DEPOSITS} WHERE a.owner_id = ${ownerId} AND (${state}::text IS NULL OR d.state = ${state}) AND ${beyond} ${order}`;
  },

  async addDeposit(
    deposit: Pick<Deposit, 'id' | 'accountId' | 'amount' | 'paymentMethodId' | 'returnUrl' | 'createdAt'>,
  ): Promise<void> {
    const { id, accountId, amount, paymentMethodId, returnUrl, createdAt } = deposit;
    await db.$executeRaw`
      INSERT INTO deposit (id, account_id, amount, payment_method_id, return_url, created_at, updated_at)
      VALUES (${id}, ${accountId}, ${amount}, ${paymentMethodId}, ${returnUrl}, ${createdAt}, ${createdAt})`;
  },

  /** The deposit of that id, whoever asks; null when there is none. */
  async findDeposit(id: string): Promise<Deposit | null> {
    const [row] = await db.$queryRaw<Deposit[]>`${DEPOSITS} WHERE d.id = ${id}`;
    return row ?? null;
  },

  /** The deposit of that id until the transaction ends; null when there is none. */
  async lockDeposit(id: string): Promise<Deposit | null> {
    const [row] = await db.$queryRaw<Deposit[]>`${DEPOSITS} WHERE d.id = ${id} FOR NO KEY UPDATE OF d`;
    return row ?? null;
  },

  /** The deposit that a payment has brought; null for payments of anything else. */
  async depositOfPayment(paymentId: string): Promise<Deposit | null> {
    const [row] = await db.$queryRaw<Deposit[]>`${DEPOSITS} WHERE d.payment_id = ${paymentId}`;
    return row ?? null;
  },

  /** Records the payment of a deposit that has none. */
  async setPaymentOfDeposit(id: string, paymentId: string, now: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE deposit SET payment_id = ${paymentId}, updated_at = ${now} WHERE id = ${id} AND payment_id IS NULL`;
  },

  /** Records what became of a deposit. The transaction is that of a deposit that has succeeded. */
  async settleDeposit(
    id: string,
    settled: Pick<Deposit, 'state' | 'paymentId' | 'transactionId' | 'failureCode'>,
    now: Date,
  ): Promise<void> {
    const { state, paymentId, transactionId, failureCode } = settled;
    await db.$executeRaw`
      UPDATE deposit SET state = ${state}, payment_id = coalesce(payment_id, ${paymentId}), transaction_id = ${transactionId},
        failure_code = ${failureCode}, updated_at = ${now}
      WHERE id = ${id}`;
  },

  /** Deposits whose payment has not been heard of since then, those first that have waited for longest; they count as heard of now. */
  takeStaleDeposits: async (before: Date, limit: number, now: Date): Promise<{ readonly id: string }[]> =>
    db.$queryRaw<{ id: string }[]>`
      UPDATE deposit SET updated_at = ${now} WHERE id IN (
        SELECT id FROM deposit WHERE state = 'PENDING' AND payment_id IS NOT NULL AND updated_at < ${before}
        ORDER BY updated_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id`,
});
