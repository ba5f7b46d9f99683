import type { Sql } from '../../../../runtime/database/database.ts';

/** How many accounts a rebuild has changed. */
interface Rebuilt {
  readonly people: number;
  readonly platform: number;
}

/**
 * Computes all balances anew from postings and holds. It waits for those who post, and makes them wait.
 */
export async function rebuildBalances(sql: Sql): Promise<Rebuilt> {
  // In the order in which those who post lock them: accounts of people by their ids, then what counts the platform's.
  await sql.$queryRaw`SELECT id FROM account WHERE kind = 'USER' ORDER BY id FOR NO KEY UPDATE`;
  await sql.$executeRaw`LOCK TABLE counter_change, counter IN SHARE ROW EXCLUSIVE MODE`;
  const people = await sql.$executeRaw`
    UPDATE account AS a SET posted = r.posted, held = r.held, live_holds = r.holds, sequence = a.sequence + 1
    FROM (
      SELECT u.id, coalesce((SELECT sum(p.amount) FROM posting AS p WHERE p.account_id = u.id), 0)::bigint AS posted,
        coalesce((SELECT sum(h.amount - h.captured) FROM hold AS h WHERE h.account_id = u.id AND h.state = 'LIVE'), 0)::bigint AS held,
        (SELECT count(*) FROM hold AS h WHERE h.account_id = u.id AND h.state = 'LIVE')::int AS holds
      FROM account AS u WHERE u.kind = 'USER') AS r
    WHERE a.id = r.id AND (a.posted, a.held, a.live_holds) IS DISTINCT FROM (r.posted, r.held, r.holds)`;
  const platform = await sql.$executeRaw`
    WITH sums AS (
      SELECT s.id, coalesce((SELECT sum(p.amount) FROM posting AS p WHERE p.account_id = s.id), 0)::bigint AS value,
        coalesce((SELECT c.value FROM counter AS c WHERE c.subject = s.id AND c.name = 'balance'), 0)
        + coalesce((SELECT sum(d.delta) FROM counter_change AS d WHERE d.subject = s.id AND d.name = 'balance'), 0) AS counted
      FROM account AS s WHERE s.kind <> 'USER'
    )
    INSERT INTO counter_change (name, subject, delta) SELECT 'balance', id, value - counted FROM sums WHERE value <> counted`;
  return { people, platform };
}
