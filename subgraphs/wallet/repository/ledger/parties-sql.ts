import { type SqlFragment, sql } from '../../../../runtime/database/sql-fragment.ts';
import { blockedBetween } from '../../../../runtime/relations/relation-sql.ts';
import { isSuspended } from '../../../../runtime/relations/suspension-sql.ts';
import { systemAccountId } from './system-account-id.ts';
import type { OrderedPosting, TransactionOrder } from './transaction-order.ts';

/** The id of an account that a posting names, where it names one. */
function accountIdOf({ party }: OrderedPosting, currency: string): string | null {
  if ('accountId' in party) return party.accountId;
  return 'system' in party ? systemAccountId(party, currency) : null;
}

/** SQL: the postings of an order as rows, numbered by `nth` from 1. `kind` and `name` are those of accounts of the platform. */
export function partiesOf({ postings, currency }: Pick<TransactionOrder, 'postings' | 'currency'>): SqlFragment {
  const systems = postings.map(({ party }) => ('system' in party ? party : null));
  const column = {
    ids: postings.map((posting) => accountIdOf(posting, currency)),
    owners: postings.map(({ party }) => ('userId' in party ? party.userId : null)),
    kinds: systems.map((party) => party?.system ?? null),
    names: systems.map((party) => (party === null ? null : (party.name ?? ''))),
    amounts: postings.map(({ amount }) => amount.toString()),
    freed: postings.map(({ fromHeld = 0n }) => fromHeld.toString()),
    settled: postings.map(({ settlesHold = false }) => (settlesHold ? 1 : 0)),
    limits: postings.map(({ dailyLimit }) => dailyLimit?.toString() ?? null),
    evenIfFrozen: postings.map(({ evenIfFrozen = false }) => evenIfFrozen),
    evenIfClosed: postings.map(({ evenIfClosed = false }) => evenIfClosed),
  };
  return sql`
    SELECT g.nth, g.kind, g.name, g.amount, g.freed, g.settled, g.daily_limit, g.even_if_frozen, g.even_if_closed,
      g.kind IS NOT NULL AS is_system,
      coalesce(g.id, (SELECT o.id FROM account AS o WHERE o.owner_id = g.owner_id AND o.currency = ${currency})) AS id
    FROM unnest(${column.ids}::text[], ${column.owners}::text[], ${column.kinds}::text[], ${column.names}::text[],
      ${column.amounts}::bigint[], ${column.freed}::bigint[], ${column.settled}::int[], ${column.limits}::bigint[],
      ${column.evenIfFrozen}::boolean[], ${column.evenIfClosed}::boolean[]) WITH ORDINALITY
      AS g(id, owner_id, kind, name, amount, freed, settled, daily_limit, even_if_frozen, even_if_closed, nth)`;
}

/** SQL: whether the account `a` of the posting `p` does not exist for who pays. */
const isHiddenFrom = (payerId: string | null): SqlFragment => sql`(${payerId}::text IS NOT NULL AND CASE
  WHEN p.amount < 0 THEN a.owner_id IS DISTINCT FROM ${payerId}::text
  ELSE a.owner_id IS NULL OR ${isSuspended(sql`a.owner_id`)} OR ${blockedBetween(sql`a.owner_id`, sql`${payerId}::text`)} END)`;

/** SQL: why the posting `p` is refused by its account `a`, which is locked; null when it is not. `spent` is that of today. */
export const refusalOf = (currency: string, payerId: string | null): SqlFragment => sql`CASE
  WHEN p.is_system THEN NULL
  WHEN a.id IS NULL OR ${isHiddenFrom(payerId)} THEN 'NOT_FOUND'
  WHEN count(*) OVER (PARTITION BY p.id) > 1 THEN 'SAME_ACCOUNT'
  WHEN a.currency <> ${currency} THEN 'CURRENCY_MISMATCH'
  WHEN a.state = 'CLOSED' AND NOT p.even_if_closed THEN 'CLOSED'
  WHEN a.state = 'FROZEN' AND p.amount < 0 AND NOT p.even_if_frozen THEN 'FROZEN'
  WHEN p.amount < 0 AND a.posted + p.amount - a.held + p.freed < 0 THEN 'INSUFFICIENT'
  WHEN a.spent - p.amount > p.daily_limit THEN 'LIMIT_REACHED'
END`;
