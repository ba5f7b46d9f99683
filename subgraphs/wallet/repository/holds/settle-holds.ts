import type { Sql } from '../../../../runtime/database/database.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PostingRefusal } from '../ledger/posting-outcome.ts';
import type { Reference } from '../ledger/transaction-order.ts';
import { expireHolds } from './expire-holds.ts';
import { HOLD_COLUMNS, type Hold } from './hold.ts';

/** Money to reserve. */
export interface HoldDraft {
  readonly id: string;
  /** The account, by its id or its owner. */
  readonly account: { readonly accountId: string; readonly ownerId: string } | { readonly userId: string };
  readonly amount: bigint;
  readonly currency: string;
  readonly expiresAt: Date;
  readonly reference: Reference | null;
  /** The domain that places it; null: the owner of the account. */
  readonly domain: string | null;
}

/** The event that is published with a change of a hold. */
interface HoldEvent {
  readonly id: string;
  readonly type: string;
}

/** What became of a draft: null where it is placed. */
export interface Placing {
  readonly refusal: PostingRefusal | 'TOO_MANY_HOLDS' | null;
  readonly accountId: string | null;
  readonly available: bigint;
}

/** A hold that is locked, with what its account says. */
export interface LockedHold extends Hold {
  readonly ownerId: string | null;
}

/** Most live holds of one account; `account_live_holds_check` says the same. */
const MAX_LIVE_HOLDS = 10_000;

const reference = sql`CASE WHEN h.reference_type IS NOT NULL THEN
  jsonb_build_object('type', h.reference_type, 'id', h.reference_id) END`;

/** SQL: why the draft is refused by its locked account `l`; null when it is not. */
const refusalOf = ({ amount, currency }: HoldDraft) => sql`CASE
  WHEN l.currency <> ${currency} THEN 'CURRENCY_MISMATCH'
  WHEN l.state = 'CLOSED' THEN 'CLOSED'
  WHEN l.state = 'FROZEN' THEN 'FROZEN'
  WHEN l.posted - l.held < ${amount.toString()}::bigint THEN 'INSUFFICIENT'
  WHEN l.live_holds >= ${MAX_LIVE_HOLDS}::int THEN 'TOO_MANY_HOLDS'
END`;

/** What places and settles holds. Each is one statement; a hold is locked before its account. */
export const createHoldChangeStore = (db: Sql) => ({
  /** Reserves money, in one statement with log and event; or refuses, and writes nothing. */
  async insertHold(draft: HoldDraft, event: HoldEvent, now: Date): Promise<Placing> {
    const { account, currency } = draft;
    const [accountId, ownerId] = 'accountId' in account ? [account.accountId, account.ownerId] : [null, account.userId];
    const amount = sql`${draft.amount.toString()}::bigint`;
    const [row] = await db.$queryRaw<Placing[]>`
      WITH locked AS MATERIALIZED (
        SELECT a.id, a.currency, a.state, a.posted, a.held, a.live_holds FROM account AS a
        WHERE a.owner_id = ${ownerId} AND CASE WHEN ${accountId}::text IS NULL THEN a.currency = ${currency}
          ELSE a.id = ${accountId} END
        FOR NO KEY UPDATE
      ), verdict AS MATERIALIZED (SELECT l.*, ${refusalOf(draft)} AS refusal FROM locked AS l), changed AS (
        UPDATE account AS a SET held = a.held + ${amount}, live_holds = a.live_holds + 1, sequence = a.sequence + 1
        FROM verdict AS v WHERE a.id = v.id AND v.refusal IS NULL RETURNING a.id, a.owner_id, a.sequence
      ), placed AS (
        INSERT INTO hold (id, account_id, amount, expires_at, reference_type, reference_id, domain, created_at)
        SELECT ${draft.id}, c.id, ${amount}, ${draft.expiresAt}, ${draft.reference?.type ?? null}::text,
          ${draft.reference?.id ?? null}::text, ${draft.domain}::text, ${now} FROM changed AS c
      ), logged AS (
        INSERT INTO balance_change (account_id, sequence, created_at) SELECT c.id, c.sequence, ${now} FROM changed AS c
      ), published AS (
        INSERT INTO outbox_event (id, type, payload)
        SELECT ${event.id}, ${event.type}, jsonb_build_object('holdId', ${draft.id}::text, 'accountId', c.id,
          'userId', c.owner_id, 'currency', ${currency}::text, 'amount', ${draft.amount.toString()}::text,
          'at', ${now.toISOString()}::text, 'reference', ${draft.reference === null ? null : JSON.stringify(draft.reference)}::jsonb)
        FROM changed AS c
      )
      SELECT v.refusal, v.id AS "accountId", (v.posted - v.held)::bigint AS available FROM verdict AS v`;
    return row ?? { refusal: 'NOT_FOUND', accountId: null, available: 0n };
  },

  /** A hold, locked until the transaction ends; null when there is none. */
  async lockHold(id: string): Promise<LockedHold | null> {
    const [hold] = await db.$queryRaw<LockedHold[]>`
      SELECT ${HOLD_COLUMNS}, a.owner_id AS "ownerId" FROM hold AS h JOIN account AS a ON a.id = h.account_id
      WHERE h.id = ${id} FOR UPDATE OF h`;
    return hold ?? null;
  },

  /** Records what was captured of a locked hold, whose transaction is posted. */
  async noteCapture(hold: LockedHold, amount: bigint, isSettled: boolean, event: HoldEvent, now: Date): Promise<void> {
    await db.$executeRaw`
      WITH captured AS (
        UPDATE hold AS h SET captured = h.captured + ${amount.toString()}::bigint,
          state = CASE WHEN ${isSettled}::boolean THEN 'CAPTURED' ELSE h.state END,
          settled_at = CASE WHEN ${isSettled}::boolean THEN ${now}::timestamptz END
        WHERE h.id = ${hold.id} RETURNING h.*
      )
      INSERT INTO outbox_event (id, type, payload)
      SELECT ${event.id}, ${event.type}, jsonb_build_object('holdId', h.id, 'accountId', h.account_id,
        'userId', ${hold.ownerId}::text, 'currency', ${hold.currency}::text, 'amount', ${amount.toString()}::text,
        'at', ${now.toISOString()}::text, 'reference', ${reference}) FROM captured AS h`;
  },

  /** Ends a locked, live hold, which is in `state` then; what is left of it is available again. */
  async releaseHold(id: string, event: HoldEvent, now: Date, state: Hold['state'] = 'RELEASED'): Promise<void> {
    await db.$executeRaw`
      WITH released AS (
        UPDATE hold SET state = ${state}, settled_at = ${now} WHERE id = ${id} AND state = 'LIVE' RETURNING *
      ), changed AS (
        UPDATE account AS a SET held = a.held - h.amount + h.captured, live_holds = a.live_holds - 1,
          sequence = a.sequence + 1
        FROM released AS h WHERE a.id = h.account_id RETURNING a.id, a.owner_id, a.currency, a.sequence
      ), logged AS (
        INSERT INTO balance_change (account_id, sequence, created_at) SELECT c.id, c.sequence, ${now} FROM changed AS c
      )
      INSERT INTO outbox_event (id, type, payload)
      SELECT ${event.id}, ${event.type}, jsonb_build_object('holdId', h.id, 'accountId', c.id, 'userId', c.owner_id,
        'currency', c.currency, 'amount', (h.amount - h.captured)::text, 'at', ${now.toISOString()}::text,
        'reference', ${reference})
      FROM released AS h CROSS JOIN changed AS c`;
  },

  /** See `expireHolds`. */
  expireHolds: (expiry: Parameters<typeof expireHolds>[1]) => expireHolds(db, expiry),
});
