import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { inOrderOf } from '../../../../runtime/database/loader.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';
import { isVisibleTo, type LedgerViewer } from '../accounts/accounts.ts';
import { WITHDRAWAL_COLUMNS, type Withdrawal } from './withdrawal.ts';

const NEWEST_FIRST: ListOrder = { by: [['w.id', 'text']], direction: 'DESC' };

const WITHDRAWALS = sql`SELECT ${WITHDRAWAL_COLUMNS} FROM withdrawal AS w JOIN account AS a ON a.id = w.account_id`;

/** Reads and stores withdrawals. */
export const createWithdrawalStore = (db: Sql) => ({
  /** Withdrawals from accounts that a viewer may see, in the order of the ids; null for others. */
  async visibleWithdrawals(viewer: LedgerViewer, ids: readonly string[]): Promise<(Withdrawal | null)[]> {
    const rows = await db.$queryRaw<Withdrawal[]>`
      ${WITHDRAWALS} WHERE w.id = ANY(${[...ids]}::text[]) AND ${isVisibleTo(viewer)}`;
    return inOrderOf(ids, rows, ({ id }) => id);
  },

  /** A page of the withdrawals of a person, newest first. */
  withdrawalsOf(
    ownerId: string,
    state: string | null,
    page: PageRequest<readonly [string]>,
  ): PromiseLike<Withdrawal[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return db.$queryRaw<Withdrawal[]>`
      ${WITHDRAWALS} WHERE a.owner_id = ${ownerId} AND (${state}::text IS NULL OR w.state = ${state}) AND ${beyond} ${order}`;
  },

  async addWithdrawal(
    withdrawal: Pick<Withdrawal, 'id' | 'accountId' | 'amount' | 'payoutMethodId' | 'holdId' | 'createdAt'>,
  ): Promise<void> {
    const { id, accountId, amount, payoutMethodId, holdId, createdAt } = withdrawal;
    await db.$executeRaw`
      INSERT INTO withdrawal (id, account_id, amount, payout_method_id, hold_id, created_at, updated_at)
      VALUES (${id}, ${accountId}, ${amount}, ${payoutMethodId}, ${holdId}, ${createdAt}, ${createdAt})`;
  },

  /** The withdrawal of that id, whoever asks; null when there is none. */
  async findWithdrawal(id: string): Promise<Withdrawal | null> {
    const [row] = await db.$queryRaw<Withdrawal[]>`${WITHDRAWALS} WHERE w.id = ${id}`;
    return row ?? null;
  },

  /** The withdrawal of that id until the transaction ends; null when there is none. */
  async lockWithdrawal(id: string): Promise<Withdrawal | null> {
    const [row] = await db.$queryRaw<Withdrawal[]>`${WITHDRAWALS} WHERE w.id = ${id} FOR NO KEY UPDATE OF w`;
    return row ?? null;
  },

  /** Records how far a withdrawal has come; what is absent stays as it is. */
  async updateWithdrawal(
    id: string,
    changes: Partial<Pick<Withdrawal, 'state' | 'payoutId' | 'failureCode' | 'arrivalDate'>>,
    now: Date,
  ): Promise<void> {
    const { state = null, payoutId = null, failureCode = null, arrivalDate = null } = changes;
    await db.$executeRaw`
      UPDATE withdrawal SET state = coalesce(${state}, state), payout_id = coalesce(payout_id, ${payoutId}),
        failure_code = coalesce(${failureCode}, failure_code), arrival_date = coalesce(${arrivalDate}::date, arrival_date),
        updated_at = ${now}
      WHERE id = ${id}`;
  },

  /** Withdrawals whose payout has not been heard of since then, those first that have waited for longest; they count as heard of now. */
  takeStaleWithdrawals: async (before: Date, limit: number, now: Date): Promise<{ readonly id: string }[]> =>
    db.$queryRaw<{ id: string }[]>`
      UPDATE withdrawal SET updated_at = ${now} WHERE id IN (
        SELECT id FROM withdrawal WHERE state = 'SUBMITTED' AND payout_id IS NOT NULL AND updated_at < ${before}
        ORDER BY updated_at LIMIT ${limit} FOR UPDATE SKIP LOCKED)
      RETURNING id`,

  /** Counts an amount against the daily limit of an account; false, and nothing is counted, when that is too much. */
  async addSpent(accountId: string, amount: bigint, dailyLimit: bigint, now: Date): Promise<boolean> {
    const today = sql`${now.toISOString().slice(0, 10)}::date`;
    const added = await db.$executeRaw`
      UPDATE account SET spent_on = ${today}, spent = CASE WHEN spent_on = ${today} THEN spent ELSE 0 END + ${amount}::bigint
      WHERE id = ${accountId}
        AND CASE WHEN spent_on = ${today} THEN spent ELSE 0 END + ${amount}::bigint <= ${dailyLimit}::bigint`;
    return added === 1;
  },

  /** Takes back what was counted on a day, if that is still the day that is counted. */
  async removeSpent(accountId: string, amount: bigint, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE account SET spent = greatest(spent - ${amount}::bigint, 0)
      WHERE id = ${accountId} AND spent_on = ${at.toISOString().slice(0, 10)}::date`;
  },
});
