import { sql } from '../../../../runtime/database/sql-fragment.ts';

/** Money that one person asks another for. */
export interface MoneyRequest {
  readonly id: string;
  readonly requesterId: string;
  readonly payerId: string;
  readonly amount: bigint;
  readonly currency: string;
  readonly memo: string | null;
  readonly state: 'PENDING' | 'PAID' | 'DECLINED' | 'CANCELLED' | 'EXPIRED';
  readonly transactionId: string | null;
  readonly expiresAt: Date;
  readonly createdAt: Date;
}

/** The columns of a `MoneyRequest`, of the table `money_request` as `m`. */
export const MONEY_REQUEST_COLUMNS = sql`m.id, m.requester_id AS "requesterId", m.payer_id AS "payerId", m.amount, m.currency,
  m.memo, m.state, m.transaction_id AS "transactionId", m.expires_at AS "expiresAt", m.created_at AS "createdAt"`;
