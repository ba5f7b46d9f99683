import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { SystemKind } from '../ledger/party.ts';

/** An account of the ledger. */
export interface WalletAccount {
  readonly id: string;
  readonly kind: 'USER' | SystemKind;
  readonly name: string;
  readonly ownerId: string | null;
  readonly currency: string;
  readonly state: 'OPEN' | 'FROZEN' | 'CLOSED';
  readonly posted: bigint;
  /** What live holds reserve of `posted`. */
  readonly reserved: bigint;
  readonly sequence: bigint;
  readonly createdAt: Date;
}

/** The columns of a `WalletAccount`, of the table `account` as `a`. The balance of a platform's account is its exact count. */
export const ACCOUNT_COLUMNS = sql`a.id, a.kind, a.name, a.owner_id AS "ownerId", a.currency, a.state, a.held AS reserved, a.sequence,
  CASE WHEN a.kind = 'USER' THEN a.posted ELSE (
    coalesce((SELECT c.value FROM counter AS c WHERE c.subject = a.id AND c.name = 'balance'), 0)
    + coalesce((SELECT sum(d.delta) FROM counter_change AS d WHERE d.subject = a.id AND d.name = 'balance'), 0))::bigint
  END AS posted, a.created_at AS "createdAt"`;
