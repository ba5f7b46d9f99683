import { readFileSync } from 'node:fs';
import { hash } from '@node-rs/argon2';
import type { Client } from 'pg';
import { withClient } from '../../runtime/database/postgres-connections.ts';
import { type WorldSize, worldStatements } from './people-sql.ts';

/** The password of everybody. */
export const PASSWORD = 'correct horse battery';

/** As auth hashes passwords. */
const ARGON2 = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * Fills the migrated schemas of `domains` with people, friendships, and conversations of those who sign in. Indexes of the
 * large tables are made after their rows. `ownerUrl` is the owner's.
 */
export async function fillWorld(ownerUrl: string, size: WorldSize, domains: readonly string[]): Promise<void> {
  const keepersOf = (copy: string) => {
    const mark = new RegExp(`^/// @${copy}$`, 'm');
    return domains.filter((name) => mark.test(readFileSync(`prisma/${name}/schema.prisma`, 'utf8')));
  };
  const keepers = { domains, relations: keepersOf('relations'), suspensions: keepersOf('suspensions') };
  const passwordHash = await hash(PASSWORD, ARGON2);
  await withClient({ connectionString: ownerUrl }, async (client) => {
    await client.query("SET statement_timeout = 0; SET maintenance_work_mem = '512MB'; SET work_mem = '256MB'");
    await client.query('SET synchronous_commit = off; SET session_replication_role = replica');
    const large = [...keepers.relations, 'friends'].map((name) => `${name}.friendship`).concat('chat.message');
    const definitions: string[] = [];
    for (const table of large) definitions.push(...(await dropIndexes(client, table)));
    for (const text of worldStatements(size, keepers, passwordHash)) await client.query(text);
    for (const text of definitions) await client.query(text);
    await client.query('DROP FUNCTION public.bench_id');
    await client.query('VACUUM ANALYZE');
    await client.query('CHECKPOINT');
  });
}

/** Resolves to the statements that make them again. */
async function dropIndexes(client: Client, table: string): Promise<string[]> {
  const { rows } = await client.query<{ name: string; definition: string; key: string | null; keyText: string }>(
    `SELECT i.indexrelid::regclass::text AS name, pg_get_indexdef(i.indexrelid) AS definition, c.conname AS key, pg_get_constraintdef(c.oid) AS "keyText"
     FROM pg_index AS i LEFT JOIN pg_constraint AS c ON c.conindid = i.indexrelid AND c.conrelid = i.indrelid AND c.contype = 'p'
     WHERE i.indrelid = $1::regclass AND NOT EXISTS (SELECT FROM pg_constraint AS f WHERE f.confrelid = i.indrelid AND f.contype = 'f')`,
    [table],
  );
  for (const { name, key } of rows)
    await client.query(key === null ? `DROP INDEX ${name}` : `ALTER TABLE ${table} DROP CONSTRAINT "${key}"`);
  return rows.map(({ definition, key, keyText }) =>
    key === null ? definition : `ALTER TABLE ${table} ADD CONSTRAINT "${key}" ${keyText}`,
  );
}
