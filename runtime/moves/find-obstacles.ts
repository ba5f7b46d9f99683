import type pg from 'pg';
import { pendingMigrations } from '../migrations/migrations.ts';
import { addressOf, type DomainCopy } from './domain-copy.ts';
import { movedTables } from './moved-tables.ts';

const settingOf = async (client: pg.Client, name: string): Promise<string> =>
  (await client.query<{ value: string }>('SELECT current_setting($1) AS value', [name])).rows[0]?.value ?? '';

const WITHOUT_KEY = `
  SELECT c.relname AS name FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname = ANY ($2) AND c.relreplident = 'd'
    AND NOT EXISTS (SELECT FROM pg_index i WHERE i.indrelid = c.oid AND i.indisprimary)`;

const ELSEWHERE = `
  SELECT DISTINCT datname::text AS name FROM pg_stat_activity WHERE usename = $1 AND datname <> current_database()`;

const namesOf = async (client: pg.Client, statement: string, values: readonly unknown[]): Promise<string[]> =>
  (await client.query<{ name: string }>(statement, [...values])).rows.map(({ name }) => name);

/** What has to be mended before the domain can move, one line each. */
export async function findObstacles(from: DomainCopy, to: DomainCopy, role: string): Promise<readonly string[]> {
  const { schema: domain, client, url } = from;
  if (addressOf(url) === addressOf(to.url)) return ['both addresses name the same database'];
  const tables = await movedTables(from);
  if (tables.length === 0) return [`there is no schema ${domain} at ${addressOf(url)}`];
  const found: string[] = [];
  const pending = await pendingMigrations({ ownerUrl: url, domain });
  if (pending.length > 0)
    found.push(`${pending.length} migrations are pending: run "npm run migrate -- ${domain}" first`);
  if ((await settingOf(client, 'wal_level')) !== 'logical')
    found.push(`wal_level of ${addressOf(url)} must be logical: set it and restart that server`);
  const withoutKey = await namesOf(client, WITHOUT_KEY, [domain, tables.map(({ name }) => name)]);
  for (const name of withoutKey) found.push(`the table ${name} has no primary key`);
  const elsewhere = await namesOf(client, ELSEWHERE, [role]);
  for (const name of elsewhere) found.push(`the role ${role} is used in the database ${name} of the old server too`);
  return found;
}
