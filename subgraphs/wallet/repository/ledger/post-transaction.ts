import type { Sql } from '../../../../runtime/database/database.ts';
import { sql as fragment, type SqlFragment } from '../../../../runtime/database/sql-fragment.ts';
import { claimWithOutcome, type KeyClaim } from '../../../../runtime/idempotency/key-claim.ts';
import { done } from '../../../../runtime/operations/result.ts';
import { partiesOf, refusalOf } from './parties-sql.ts';
import type { Party, SystemParty } from './party.ts';
import type { PostingOutcome, PostingRefusal } from './posting-outcome.ts';
import { systemAccountId } from './system-account-id.ts';
import type { OrderedPosting, TransactionOrder } from './transaction-order.ts';
import { TRANSACTION_COLUMNS, type WalletTransaction } from './wallet-transaction.ts';

/** What is written with a transaction besides its order. */
interface PostingContext {
  readonly transactionId: string;
  readonly now: Date;
  /** The event that says of the transaction; written to the outbox by the same statement. */
  readonly event: { readonly id: string; readonly type: string };
}

/** From which amount on people are notified of what they receive; null: of nothing. */
interface Notified {
  readonly notifiedAmount: bigint | null;
}

/** A transaction that has no identity but its key, between accounts of people. */
interface KeyedOrder extends Omit<TransactionOrder, 'effectKey' | 'postings'> {
  readonly postings: readonly (OrderedPosting & { readonly party: Exclude<Party, SystemParty> })[];
}

/** What was posted, and the accounts that it changed. */
interface KeyedPosting {
  readonly transaction: WalletTransaction;
  readonly accountIds: readonly string[];
}

interface Row {
  readonly nth: number;
  readonly accountId: string | null;
  readonly isSystem: boolean;
  readonly available: bigint;
  readonly refusal: PostingRefusal | null;
  readonly transactionId: string | null;
  readonly earlierId: string | null;
}

/** SQL: the payload of the event `TransactionPosted`, over the transaction `added` and the rows `v` of its postings. */
const payloadOf = (
  { kind, currency, reference = null, actorId, reversesId = null }: TransactionOrder,
  { now, notifiedAmount }: PostingContext & Notified,
) =>
  fragment`jsonb_build_object('transactionId', added.id, 'kind', ${kind}::text, 'currency', ${currency}::text,
    'reference', ${reference === null ? null : JSON.stringify(reference)}::jsonb, 'actorId', ${actorId}::text,
    'reversesId', ${reversesId}::text, 'at', ${now.toISOString()}::text,
    'notifiedAmount', ${notifiedAmount?.toString() ?? null}::text, 'postings', jsonb_agg(jsonb_build_object('accountId', v.id, 'userId', v.owner_id,
      'system', v.kind || CASE WHEN v.name = '' THEN '' ELSE ':' || v.name END, 'amount', v.amount::text) ORDER BY v.nth))`;

/** SQL: the rows of the postings with what their locked accounts say, and whether there is a transaction with the effect key. */
const decided = (order: TransactionOrder, { now }: PostingContext): SqlFragment => fragment`
  party AS MATERIALIZED (${partiesOf(order)}), locked AS MATERIALIZED (
    SELECT l.id, l.owner_id, l.currency, l.state, l.posted, l.held,
      CASE WHEN l.spent_on = ${dayOf(now)}::date THEN l.spent ELSE 0 END AS spent
    FROM account AS l WHERE l.id = ANY(ARRAY(SELECT id FROM party WHERE NOT is_system)) AND l.kind = 'USER'
    ORDER BY l.id FOR NO KEY UPDATE
  ), verdict AS MATERIALIZED (
    SELECT p.*, a.owner_id, a.posted - a.held AS available, a.spent,
      ${refusalOf(order.currency, order.payerId ?? null)} AS refusal
    FROM party AS p LEFT JOIN locked AS a ON a.id = p.id
  ), earlier AS MATERIALIZED (
    SELECT id FROM ledger_transaction WHERE effect_key = ${order.effectKey ?? null}
  )`;

/** SQL: the transaction where no posting is refused and `condition` is met, with all that is written beside it. */
const written = (
  order: TransactionOrder,
  context: PostingContext & Notified,
  condition: SqlFragment,
): SqlFragment => fragment`
  added AS (
    INSERT INTO ledger_transaction (id, kind, currency, amount, memo, reference_type, reference_id, reverses_id, effect_key,
      actor_id, created_at)
    SELECT ${context.transactionId}, ${order.kind}, ${order.currency}, sum(amount) FILTER (WHERE amount > 0), ${order.memo ?? null}::text,
      ${order.reference?.type ?? null}::text, ${order.reference?.id ?? null}::text, ${order.reversesId ?? null}::text,
      ${order.effectKey ?? null}::text, ${order.actorId}::text, ${context.now}
    FROM verdict HAVING count(refusal) = 0 AND ${condition}
    ON CONFLICT (effect_key) DO NOTHING RETURNING ledger_transaction.*
  ), opened AS (
    INSERT INTO account (id, kind, name, currency, created_at)
    SELECT v.id, v.kind, v.name, ${order.currency}, ${context.now} FROM verdict AS v CROSS JOIN added WHERE v.is_system
    ON CONFLICT DO NOTHING
  ), changed AS (
    UPDATE account AS a SET posted = a.posted + v.amount, held = a.held - v.freed, live_holds = a.live_holds - v.settled,
      sequence = a.sequence + 1,
      spent_on = CASE WHEN v.daily_limit IS NULL THEN a.spent_on ELSE ${dayOf(context.now)}::date END,
      spent = CASE WHEN v.daily_limit IS NULL THEN a.spent ELSE v.spent - v.amount END
    FROM verdict AS v CROSS JOIN added WHERE a.id = v.id AND NOT v.is_system
    RETURNING a.id, a.posted, a.sequence
  ), posted AS (
    INSERT INTO posting (transaction_id, account_id, amount, currency, sequence, balance_after, created_at)
    SELECT added.id, v.id, v.amount, ${order.currency}, c.sequence, c.posted, ${context.now}
    FROM added CROSS JOIN verdict AS v LEFT JOIN changed AS c ON c.id = v.id
  ), logged AS (
    INSERT INTO balance_change (account_id, sequence, transaction_id, created_at)
    SELECT c.id, c.sequence, added.id, ${context.now} FROM changed AS c CROSS JOIN added
  ), published AS (
    INSERT INTO outbox_event (id, type, payload)
    SELECT ${context.event.id}, ${context.event.type}, ${payloadOf(order, context)}
    FROM added CROSS JOIN verdict AS v GROUP BY added.id
  )`;

/** The day in UTC, as PostgreSQL reads it. */
const dayOf = (now: Date): string => now.toISOString().slice(0, 10);

/**
 * Posts a transaction, or refuses it and writes nothing: one statement that locks the accounts of people in the order of their
 * ids, looks at what they have then, and writes transaction, balances, postings, logs and event. Call it in a transaction.
 *
 * @throws PostgreSQL's 40P01 and 55P03, which leave the subgraph as `UNAVAILABLE`; 23514 at the commit for an account of the
 * platform that does not have enough.
 */
export async function postTransaction(
  sql: Pick<Sql, '$queryRaw'>,
  order: TransactionOrder,
  context: PostingContext & Notified,
): Promise<PostingOutcome> {
  const rows = await sql.$queryRaw<Row[]>`
    WITH ${decided(order, context)}, ${written(order, context, fragment`NOT EXISTS (SELECT FROM earlier)`)}
    SELECT (v.nth - 1)::int AS nth, v.id AS "accountId", v.is_system AS "isSystem", coalesce(v.available, 0)::bigint AS available,
      v.refusal, added.id AS "transactionId", (SELECT id FROM earlier) AS "earlierId"
    FROM verdict AS v LEFT JOIN added ON TRUE ORDER BY v.nth`;
  return outcomeOf(sql, rows, order.effectKey ?? null);
}

async function outcomeOf(
  sql: Pick<Sql, '$queryRaw'>,
  rows: readonly Row[],
  effectKey: string | null,
): Promise<PostingOutcome> {
  const earlierId = rows[0]?.earlierId ?? null;
  if (earlierId !== null) return { state: 'DUPLICATE', transactionId: earlierId };
  const refused = rows.find(({ refusal }) => refusal !== null);
  if (refused !== undefined && refused.refusal !== null) {
    const { refusal: reason, nth: posting, accountId, available } = refused;
    return { state: 'REFUSED', reason, posting, accountId, available };
  }
  const transactionId = rows[0]?.transactionId ?? null;
  if (transactionId !== null) {
    const accountIds = rows.flatMap(({ accountId, isSystem }) => (isSystem || accountId === null ? [] : [accountId]));
    return { state: 'POSTED', transactionId, accountIds };
  }
  // Another transaction with the key was committed while this one waited for it.
  const [earlier] = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM ledger_transaction WHERE effect_key = ${effectKey}`;
  if (earlier === undefined) throw new Error('A transaction was neither posted nor refused.');
  return { state: 'DUPLICATE', transactionId: earlier.id };
}

/**
 * Posts a transaction and stores its outcome under the key of a call, by one statement that needs no transaction around it.
 * Null where the order is refused or the key was used: then nothing is written.
 *
 * @throws what `postTransaction` throws, save for accounts of the platform; what `isKeyInUse` recognizes while another call
 * with the key is under way; 40P01 also when that call waits for one of these accounts.
 */
export async function postWithKey(
  sql: Pick<Sql, '$queryRaw'>,
  order: KeyedOrder,
  context: PostingContext & Notified,
  claim: KeyClaim,
): Promise<KeyedPosting | null> {
  const outcome = done({ transactionId: context.transactionId });
  const source = fragment`SELECT FROM verdict HAVING count(refusal) = 0`;
  const [row] = await sql.$queryRaw<(WalletTransaction & { readonly accountIds: readonly string[] })[]>`
    WITH ${decided(order, context)}, claimed AS (${claimWithOutcome(claim, outcome, source)}),
    ${written(order, context, fragment`EXISTS (SELECT FROM claimed)`)}
    SELECT ${TRANSACTION_COLUMNS}, ARRAY(SELECT id FROM verdict ORDER BY nth) AS "accountIds" FROM added AS t`;
  if (row === undefined) return null;
  const { accountIds, ...transaction } = row;
  return { transaction, accountIds };
}

/** Posting as a part of the domain's store. */
export const createPostingStore = (sql: Pick<Sql, '$queryRaw'>, notifiedAmount: bigint | null = null) => ({
  insertTransaction: (order: TransactionOrder, context: PostingContext): Promise<PostingOutcome> =>
    postTransaction(sql, order, { ...context, notifiedAmount }),

  insertWithKey: (order: KeyedOrder, context: PostingContext, claim: KeyClaim): Promise<KeyedPosting | null> =>
    postWithKey(sql, order, { ...context, notifiedAmount }, claim),

  systemAccountId,

  /**
   * What an account of the platform has, until the transaction ends: others that take from it wait. Not for EXTERNAL and LOSSES,
   * which may be negative.
   */
  async lockSystemBalance(accountId: string): Promise<bigint> {
    // In a statement of its own: the next one sees what was committed while this one waited.
    await sql.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${accountId}, 0))`;
    const [row] = await sql.$queryRaw<{ balance: bigint }[]>`SELECT (
      coalesce((SELECT value FROM counter WHERE name = 'balance' AND subject = ${accountId}), 0)
      + coalesce((SELECT sum(delta) FROM counter_change WHERE name = 'balance' AND subject = ${accountId}), 0))::bigint AS balance`;
    return row?.balance ?? 0n;
  },
});
