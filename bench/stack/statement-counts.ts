import { withClient } from '../../runtime/database/postgres-connections.ts';

/** What one database was sent: statements, and with those that begin and end transactions, round trips. */
export interface StatementCounts {
  readonly statements: number;
  readonly roundTrips: number;
}

/** Statements that a database has executed so far, except those of its owner's other databases. */
export async function statementsOf(databaseUrl: string): Promise<StatementCounts> {
  return withClient({ connectionString: databaseUrl }, async (client) => {
    const { rows } = await client.query<StatementCounts>(
      `SELECT coalesce(sum(calls) FILTER (WHERE s.query !~ '^(BEGIN|COMMIT|ROLLBACK|SET|DEALLOCATE)'), 0)::float8 AS statements, coalesce(sum(calls), 0)::float8 AS "roundTrips"
       FROM pg_stat_statements AS s JOIN pg_database AS d ON d.oid = s.dbid WHERE d.datname = current_database() AND s.query !~ 'pg_stat_statements|bench: '`,
    );
    return rows[0] ?? { statements: 0, roundTrips: 0 };
  });
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
