import { withClient } from '../../runtime/database/postgres-connections.ts';

/** How often a database has executed each statement; those that begin and end transactions have a key that says so. */
export type StatementCounts = ReadonlyMap<string, number>;

const TRANSACTION = 'transaction';

/** What a database has executed so far, except what this benchmark asks. */
export async function statementsOf(databaseUrl: string): Promise<StatementCounts> {
  return withClient({ connectionString: databaseUrl }, async (client) => {
    const { rows } = await client.query<{ key: string; calls: number }>(
      `SELECT CASE WHEN s.query ~ '^(BEGIN|COMMIT|ROLLBACK|SET|DEALLOCATE)' THEN '${TRANSACTION} ' ELSE '' END || s.userid || ' ' || s.queryid || ' ' || s.toplevel AS key, s.calls::float8 AS calls
       FROM pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid WHERE d.datname = current_database() AND s.query !~ 'pg_stat_statements|bench: '`,
    );
    return new Map(rows.map(({ key, calls }) => [key, calls]));
  });
}

/** How often each was executed between two readings; `background`, that many of each belong to somebody else. */
export function executedBetween(
  before: StatementCounts,
  after: StatementCounts,
  background?: StatementCounts,
): StatementCounts {
  const calls = [...after].map(([key, count]): [string, number] => [
    key,
    Math.max(0, count - (before.get(key) ?? 0) - (background?.get(key) ?? 0)),
  ]);
  return new Map(calls);
}

/** Statements, and round trips: the same with those that begin and end transactions. */
export function totalsOf(counts: StatementCounts): { readonly statements: number; readonly roundTrips: number } {
  let statements = 0;
  let roundTrips = 0;
  for (const [key, count] of counts) {
    roundTrips += count;
    if (!key.startsWith(TRANSACTION)) statements += count;
  }
  return { statements, roundTrips };
}

const IS_SETTLED = `
  SELECT /* bench: settled */ NOT EXISTS (SELECT FROM chat.conversation WHERE projected_sequence < change_sequence)
    AND NOT EXISTS (SELECT FROM notifications.occurrence WHERE status = 'PENDING' AND due_at < now())
    AND NOT EXISTS (SELECT FROM chat.outbox_event WHERE number IS NULL) AND NOT EXISTS (SELECT FROM auth.outbox_event WHERE number IS NULL)
    AND NOT EXISTS (SELECT FROM notifications.inbox_position AS i JOIN chat.outbox_head AS h ON h.number > i.number WHERE i.producer = 'chat')
    AND NOT EXISTS (SELECT FROM notifications.inbox_position AS i JOIN auth.outbox_head AS h ON h.number > i.number WHERE i.producer = 'auth') AS settled`;

const SETTLE_MS = 60_000;
const POLL_MS = 250;

/** Resolves when the stack has delivered what was written: to members, and to the domains that consume it. */
export async function settle(databaseUrl: string): Promise<void> {
  await withClient({ connectionString: databaseUrl }, async (client) => {
    const deadline = performance.now() + SETTLE_MS;
    while (performance.now() < deadline) {
      const { rows } = await client.query<{ settled: boolean }>(IS_SETTLED);
      if (rows[0]?.settled === true) return;
      await new Promise((resolve) => setTimeout(resolve, POLL_MS));
    }
    throw new Error(`The stack has not delivered everything within ${SETTLE_MS / 1_000} s.`);
  });
}
