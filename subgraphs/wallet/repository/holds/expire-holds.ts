import type { Sql } from '../../../../runtime/database/database.ts';
import { newId } from '../../../../runtime/operations/ids.ts';

/** Holds that one statement ends. */
const BATCH_SIZE = 200;

/** Which holds are ended. */
interface Expiry {
  /** Only those on this account; on all accounts when null. */
  readonly accountId: string | null;
  readonly now: Date;
  /** The event that is published for each. */
  readonly eventType: string;
}

/**
 * Ends some of the holds whose time has passed; what they reserve is available again. Returns the ids of their accounts. Holds
 * that others settle at this moment are left to them, so that nobody waits for a hold while they keep an account locked.
 */
export async function expireHolds(sql: Sql, { accountId, now, eventType }: Expiry): Promise<readonly string[]> {
  const due = await sql.$queryRaw<{ id: string }[]>`
    SELECT id FROM hold WHERE state = 'LIVE' AND expires_at <= ${now} AND (${accountId}::text IS NULL OR account_id = ${accountId})
    ORDER BY expires_at LIMIT ${BATCH_SIZE}`;
  if (due.length === 0) return [];
  const [ids, eventIds] = [due.map(({ id }) => id), due.map(() => newId('evt', now))];
  const accounts = await sql.$queryRaw<{ id: string }[]>`
    WITH due AS MATERIALIZED (
      SELECT h.id, h.account_id, h.amount - h.captured AS rest, h.reference_type, h.reference_id, e.event_id
      FROM unnest(${ids}::text[], ${eventIds}::text[]) AS e(id, event_id) JOIN hold AS h ON h.id = e.id
      WHERE h.state = 'LIVE' ORDER BY h.id FOR UPDATE OF h SKIP LOCKED
    ), freed AS MATERIALIZED (
      SELECT account_id, sum(rest)::bigint AS rest, count(*)::int AS holds FROM due GROUP BY account_id
    ), locked AS MATERIALIZED (
      SELECT a.id FROM account AS a WHERE a.id = ANY(ARRAY(SELECT account_id FROM freed)) ORDER BY a.id FOR NO KEY UPDATE
    ), ended AS (
      UPDATE hold AS h SET state = 'EXPIRED', settled_at = ${now} FROM due WHERE h.id = due.id
    ), changed AS (
      UPDATE account AS a SET held = a.held - f.rest, live_holds = a.live_holds - f.holds, sequence = a.sequence + 1
      FROM locked AS l JOIN freed AS f ON f.account_id = l.id WHERE a.id = l.id
      RETURNING a.id, a.owner_id, a.currency, a.sequence
    ), logged AS (
      INSERT INTO balance_change (account_id, sequence, created_at) SELECT id, sequence, ${now} FROM changed
    ), published AS (
      INSERT INTO outbox_event (id, type, payload)
      SELECT due.event_id, ${eventType}, jsonb_build_object('holdId', due.id, 'accountId', c.id, 'userId', c.owner_id,
        'currency', c.currency, 'amount', due.rest::text, 'at', ${now.toISOString()}::text, 'reference',
        CASE WHEN due.reference_type IS NOT NULL THEN
          jsonb_build_object('type', due.reference_type, 'id', due.reference_id) END)
      FROM due JOIN changed AS c ON c.id = due.account_id
    )
    SELECT id FROM changed`;
  return accounts.map(({ id }) => id);
}
