import { sql } from '../../../../runtime/database/sql-fragment.ts';

/** Money that a person pays in. */
export interface Deposit {
  readonly id: string;
  readonly accountId: string;
  /** Whose account it is; null for who has deleted theirs. */
  readonly ownerId: string | null;
  readonly currency: string;
  readonly amount: bigint;
  readonly state: 'PENDING' | 'SUCCEEDED' | 'FAILED' | 'CANCELLED';
  /** Null until payments has created it. */
  readonly paymentId: string | null;
  readonly transactionId: string | null;
  readonly failureCode: string | null;
  readonly paymentMethodId: string | null;
  readonly returnUrl: string | null;
  readonly createdAt: Date;
}

/** The columns of a `Deposit`, of the table `deposit` as `d` and its account as `a`. */
export const DEPOSIT_COLUMNS = sql`d.id, d.account_id AS "accountId", a.owner_id AS "ownerId", a.currency, d.amount, d.state,
  d.payment_id AS "paymentId", d.transaction_id AS "transactionId", d.failure_code AS "failureCode",
  d.payment_method_id AS "paymentMethodId", d.return_url AS "returnUrl", d.created_at AS "createdAt"`;
