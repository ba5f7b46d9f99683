import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { TransactionKind } from './transaction-order.ts';

/** Money that has moved. */
export interface WalletTransaction {
  readonly id: string;
  readonly number: bigint;
  readonly kind: TransactionKind;
  readonly currency: string;
  readonly amount: bigint;
  readonly reversed: bigint;
  readonly memo: string | null;
  readonly referenceType: string | null;
  readonly referenceId: string | null;
  readonly reversesId: string | null;
  readonly actorId: string | null;
  readonly createdAt: Date;
}

/** The columns of a `WalletTransaction`, of the table `ledger_transaction` as `t`. */
export const TRANSACTION_COLUMNS = sql`t.id, t.number, t.kind, t.currency, t.amount, t.reversed, t.memo,
  t.reference_type AS "referenceType", t.reference_id AS "referenceId", t.reverses_id AS "reversesId",
  t.actor_id AS "actorId", t.created_at AS "createdAt"`;

/** What a transaction adds to an account, or takes from it. */
export interface WalletPosting {
  readonly transactionId: string;
  readonly accountId: string;
  readonly amount: bigint;
  readonly currency: string;
}
