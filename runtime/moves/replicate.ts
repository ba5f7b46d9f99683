import { createHash, randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import { type DomainCopy, inTransaction, qualified } from './domain-copy.ts';
import { movedTables, POSITION_TABLE } from './moved-tables.ts';

const POLL_MS = 50;
/** So many failures of the same copy are not by chance. */
const MAX_FAILURES = 5;
/** For so long writes may wait for the last changes. */
const CATCH_UP_TIMEOUT_MS = 60_000;

/** Name of publication, subscription and slot. Slots belong to a whole server, so the database is part of it. */
const nameOf = ({ url, schema }: DomainCopy): string =>
  `move_${schema}_${createHash('sha256').update(new URL(url).pathname).digest('hex').slice(0, 8)}`;

const exists = async (client: pg.Client, statement: string, name: string): Promise<boolean> =>
  ((await client.query(statement, [name])).rowCount ?? 0) > 0;

const hasSubscription = (client: pg.Client, name: string): Promise<boolean> =>
  exists(client, 'SELECT FROM pg_subscription WHERE subname = $1', name);

const hasSlot = (client: pg.Client, name: string): Promise<boolean> =>
  exists(client, 'SELECT FROM pg_replication_slots WHERE slot_name = $1', name);

/**
 * Begins to copy all rows from one server to the other and to follow changes, by logical replication. The new server connects
 * to the old one by the address of `from`. Safe to repeat: a copy that has begun goes on.
 */
export async function beginReplication(from: DomainCopy, to: DomainCopy): Promise<void> {
  const name = nameOf(from);
  if (await hasSubscription(to.client, name)) return;
  const tables = await movedTables(from);
  await from.client.query(`CREATE TABLE IF NOT EXISTS ${qualified(from, POSITION_TABLE)} (token text PRIMARY KEY)`);
  const published = [...tables.map((table) => table.name), POSITION_TABLE].map((table) => qualified(from, table));
  await from.client.query(`DROP PUBLICATION IF EXISTS ${name}`);
  await from.client.query(`CREATE PUBLICATION ${name} FOR TABLE ${published.join(', ')}`);
  // The slot is made first, for the subscription cannot make one in a transaction; an earlier one has nobody who reads it.
  if (await hasSlot(from.client, name)) await from.client.query('SELECT pg_drop_replication_slot($1)', [name]);
  await from.client.query("SELECT pg_create_logical_replication_slot($1, 'pgoutput')", [name]);
  const source = new URL(from.url);
  source.searchParams.delete('prepared_statements');
  await inTransaction(to.client, async () => {
    await to.client.query(`CREATE TABLE IF NOT EXISTS ${qualified(to, POSITION_TABLE)} (token text PRIMARY KEY)`);
    // Rows that migrations have written come again with the copy. Ledgers refuse to be emptied by their triggers.
    await to.client.query('SET LOCAL session_replication_role = replica');
    await to.client.query(`TRUNCATE ${published.join(', ')}`);
    await to.client.query(
      `CREATE SUBSCRIPTION ${name} CONNECTION ${pg.escapeLiteral(source.href)} PUBLICATION ${name}
       WITH (create_slot = false, slot_name = '${name}', copy_data = true)`,
    );
  });
}

interface Progress {
  readonly ready: number;
  readonly all: number;
  readonly failures: number;
}

const PROGRESS = `
  SELECT count(*) FILTER (WHERE r.srsubstate = 'r')::int AS ready, count(*)::int AS all,
    coalesce(max(f.apply_error_count + f.sync_error_count), 0)::int AS failures
  FROM pg_subscription s JOIN pg_subscription_rel r ON r.srsubid = s.oid
  LEFT JOIN pg_stat_subscription_stats f ON f.subid = s.oid WHERE s.subname = $1`;

/** Resolves once every table is copied and follows its changes. @throws when the new server fails again and again. */
export async function untilCopied(from: DomainCopy, to: DomainCopy, log: (line: string) => void): Promise<void> {
  for (let last = -1; ; await delay(POLL_MS)) {
    const { rows } = await to.client.query<Progress>(PROGRESS, [nameOf(from)]);
    const { ready = 0, all = 0, failures = 0 } = rows[0] ?? {};
    if (ready !== last) log(`${ready} of ${all} tables are copied`);
    if (ready === all) return;
    if (failures >= MAX_FAILURES)
      throw new Error('the new server fails to copy: its log says why; run the command again when that is mended');
    last = ready;
  }
}

/** Resolves once the new server has all that was committed on the old one before the call. @throws after a minute. */
export async function untilCaughtUp(from: DomainCopy, to: DomainCopy): Promise<void> {
  const token = randomUUID();
  await from.client.query(`INSERT INTO ${qualified(from, POSITION_TABLE)} VALUES ($1)`, [token]);
  const seen = `SELECT FROM ${qualified(to, POSITION_TABLE)} WHERE token = $1`;
  const deadline = performance.now() + CATCH_UP_TIMEOUT_MS;
  while (!(await exists(to.client, seen, token))) {
    if (performance.now() > deadline) throw new Error('the new server does not keep up with the changes');
    await delay(POLL_MS);
  }
}

/** Ends the replication and removes all that it needed on both servers. Safe to repeat. */
export async function endReplication(from: DomainCopy, to: DomainCopy): Promise<void> {
  const name = nameOf(from);
  if (await hasSubscription(to.client, name)) {
    await to.client.query(`ALTER SUBSCRIPTION ${name} DISABLE`);
    await to.client.query(`ALTER SUBSCRIPTION ${name} SET (slot_name = NONE)`);
    await to.client.query(`DROP SUBSCRIPTION ${name}`);
  }
  await from.client.query(`DROP PUBLICATION IF EXISTS ${name}`);
  // Its reader may still be ending.
  while (await hasSlot(from.client, name)) {
    await from.client.query(
      `SELECT pg_drop_replication_slot(slot_name) FROM pg_replication_slots WHERE slot_name = $1 AND NOT active`,
      [name],
    );
    await delay(POLL_MS);
  }
  for (const copy of [from, to]) await copy.client.query(`DROP TABLE IF EXISTS ${qualified(copy, POSITION_TABLE)}`);
}
