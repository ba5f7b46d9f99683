import { createHash, createHmac, pbkdf2Sync, randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { types } from 'node:util';
import pg from 'pg';

/** The database role that a domain connects as. */
export interface DomainRole {
  readonly name: string;
  readonly password: string;
}

const ITERATIONS = 4096;

/**
 * What PostgreSQL stores of a password (`SCRAM-SHA-256$<iterations>:<salt>$<StoredKey>:<ServerKey>`, RFC 5803), so that
 * the password itself never stands in a statement that a server may log.
 */
function scramVerifier(password: string): string {
  const salt = randomBytes(16);
  const salted = pbkdf2Sync(password.normalize('NFKC'), salt, ITERATIONS, 32, 'sha256');
  const sign = (text: string) => createHmac('sha256', salted).update(text).digest();
  const storedKey = createHash('sha256').update(sign('Client Key')).digest('base64');
  return `SCRAM-SHA-256$${ITERATIONS}:${salt.toString('base64')}$${storedKey}:${sign('Server Key').toString('base64')}`;
}

const { escapeIdentifier: id, escapeLiteral: text } = pg;

/** Another database's migration changed the same role at the same moment: roles belong to the whole server. */
const isCollision = (error: unknown): boolean =>
  types.isNativeError(error) && /tuple concurrently|duplicate key value.*pg_authid|already exists/.test(error.message);

async function retryCollisions(work: () => Promise<void>, attempts = 20): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await work();
    } catch (error) {
      if (attempt === attempts || !isCollision(error)) throw error;
      await delay(10 * attempt);
    }
  }
}

/** The role, with its password and the time limits of every session (reliability comes from limits that no code can forget). */
export async function ensureRole(client: pg.Client, role: DomainRole, schema: string): Promise<void> {
  const name = id(role.name);
  const settings = [
    `search_path = ${id(schema)}, extensions`,
    "statement_timeout = '5s'",
    "lock_timeout = '2s'",
    "idle_in_transaction_session_timeout = '10s'",
    // The Prisma adapter writes instants without an offset and drops it when reading.
    "timezone = 'UTC'",
    // One plan for all values: planning took most of the time of the hot reads. Searches ask for a custom one.
    'plan_cache_mode = force_generic_plan',
  ];
  await retryCollisions(async () => {
    const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role.name]);
    if (rowCount === 0) await client.query(`CREATE ROLE ${name}`);
    await client.query(`ALTER ROLE ${name} LOGIN NOINHERIT PASSWORD ${text(scramVerifier(role.password))}`);
    for (const setting of settings) await client.query(`ALTER ROLE ${name} SET ${setting}`);
  });
}

/** Rights to the tables and sequences that migrations are about to make; a migration may take some of them back for good. */
export async function grantFuture(client: pg.Client, role: string, schema: string): Promise<void> {
  const defaults = `ALTER DEFAULT PRIVILEGES IN SCHEMA ${id(schema)} GRANT`;
  await client.query(`GRANT USAGE ON SCHEMA ${id(schema)}, extensions TO ${id(role)}`);
  await client.query(`${defaults} SELECT, INSERT, UPDATE, DELETE ON TABLES TO ${id(role)}`);
  await client.query(`${defaults} USAGE, SELECT, UPDATE ON SEQUENCES TO ${id(role)}`);
}

/** The histories of a domain's own migrations and of the runtime's, which the owner alone may read. */
const HISTORY_TABLES = ['_prisma_migrations', '_runtime_migrations'];

const UNREADABLE_TABLES = `
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind IN ('r', 'p', 'v', 'm') AND c.relname <> ALL ($3)
    AND NOT has_table_privilege($2, c.oid, 'SELECT')`;

const HISTORIES = `
  SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
  WHERE n.nspname = $1 AND c.relkind = 'r' AND c.relname = ANY ($2)`;

const FOREIGN_SCHEMAS = `
  SELECT nspname FROM pg_namespace
  WHERE nspname NOT IN ($1, 'extensions', 'information_schema') AND nspname NOT LIKE 'pg\\_%'
    AND (has_schema_privilege($2, oid, 'USAGE') OR has_schema_privilege($2, oid, 'CREATE'))`;

/**
 * Settles what the role may do now: all of its own rows, nothing else. Tables that an earlier owner made are granted too;
 * rights that a migration took back stay taken, for the role still reads those tables.
 */
export async function settleRights(client: pg.Client, role: string, schema: string): Promise<void> {
  const tables = await client.query<{ relname: string }>(UNREADABLE_TABLES, [schema, role, HISTORY_TABLES]);
  for (const { relname } of tables.rows) {
    await client.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ${id(schema)}.${id(relname)} TO ${id(role)}`);
  }
  if (tables.rows.length > 0) {
    await client.query(`GRANT USAGE, SELECT, UPDATE ON ALL SEQUENCES IN SCHEMA ${id(schema)} TO ${id(role)}`);
  }
  const histories = await client.query<{ relname: string }>(HISTORIES, [schema, HISTORY_TABLES]);
  for (const { relname } of histories.rows) {
    await client.query(`REVOKE ALL ON ${id(schema)}.${id(relname)} FROM ${id(role)}`);
  }
  const foreign = await client.query<{ nspname: string }>(FOREIGN_SCHEMAS, [schema, role]);
  for (const { nspname } of foreign.rows) {
    await client.query(`REVOKE ALL ON ALL TABLES IN SCHEMA ${id(nspname)} FROM ${id(role)}`);
    await client.query(`REVOKE ALL ON SCHEMA ${id(nspname)} FROM ${id(role)}`);
  }
}
