import { sql } from '../../../../runtime/database/sql-fragment.ts';

/** Money that a person has paid out. */
export interface Withdrawal {
  readonly id: string;
  readonly accountId: string;
  /** Whose account it is; null for who has deleted theirs. */
  readonly ownerId: string | null;
  readonly currency: string;
  readonly amount: bigint;
  readonly state: 'REQUESTED' | 'SUBMITTED' | 'PAID' | 'FAILED' | 'CANCELLED';
  readonly payoutMethodId: string;
  readonly holdId: string;
  /** Null until payments has created it. */
  readonly payoutId: string | null;
  readonly failureCode: string | null;
  /** `2031-03-04`; null until the provider has said so. */
  readonly arrivalDate: string | null;
  readonly createdAt: Date;
}

/** The columns of a `Withdrawal`, of the table `withdrawal` as `w` and its account as `a`. */
export const WITHDRAWAL_COLUMNS = sql`w.id, w.account_id AS "accountId", a.owner_id AS "ownerId", a.currency, w.amount, w.state,
  w.payout_method_id AS "payoutMethodId", w.hold_id AS "holdId", w.payout_id AS "payoutId", w.failure_code AS "failureCode",
  to_char(w.arrival_date, 'YYYY-MM-DD') AS "arrivalDate", w.created_at AS "createdAt"`;
