import { sql } from '../../../../runtime/database/sql-fragment.ts';

/** Money of an account that is reserved. */
export interface Hold {
  readonly id: string;
  readonly accountId: string;
  readonly currency: string;
  readonly amount: bigint;
  readonly captured: bigint;
  readonly state: 'LIVE' | 'CAPTURED' | 'RELEASED' | 'EXPIRED';
  readonly expiresAt: Date;
  readonly referenceType: string | null;
  readonly referenceId: string | null;
  /** The domain that placed it, which alone may settle it; null: the owner of the account. */
  readonly domain: string | null;
  readonly createdAt: Date;
}

/** The columns of a `Hold`, of the table `hold` as `h` and its account as `a`. */
export const HOLD_COLUMNS = sql`h.id, h.account_id AS "accountId", a.currency, h.amount, h.captured, h.state,
  h.expires_at AS "expiresAt", h.reference_type AS "referenceType", h.reference_id AS "referenceId",
  h.domain, h.created_at AS "createdAt"`;
