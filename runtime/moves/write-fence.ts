import { setTimeout as delay } from 'node:timers/promises';
import { isTransient } from '../database/database-errors.ts';
import { type DomainCopy, inTransaction, qualified } from './domain-copy.ts';
import { movedTables } from './moved-tables.ts';

const FENCE = 'a_move_refuses_writes';
const LOCK_TIMEOUT = '2s';
const ATTEMPTS = 30;
const RETRY_MS = 100;

/**
 * Refuses all writes to the tables, by triggers that raise SQLSTATE 25006: domains answer that with a retryable
 * `UNAVAILABLE`. Creating the triggers waits for transactions that are writing, so when this resolves, every write is either
 * committed or refused. Replication writes nevertheless, since it fires no such triggers. Safe to repeat.
 *
 * @throws when the tables cannot be locked within a minute.
 */
export async function raiseFence(copy: DomainCopy): Promise<void> {
  const { client, schema } = copy;
  const tables = await movedTables(copy);
  if (tables.length === 0) return;
  for (let attempt = 1; ; attempt += 1) {
    try {
      await inTransaction(client, async () => {
        await client.query(`SET LOCAL lock_timeout = '${LOCK_TIMEOUT}'`);
        const names = tables.map(({ name }) => qualified(copy, name));
        await client.query(`LOCK TABLE ${names.join(', ')} IN SHARE ROW EXCLUSIVE MODE`);
        await client.query(`
          CREATE OR REPLACE FUNCTION ${qualified(copy, FENCE)}() RETURNS trigger LANGUAGE plpgsql AS $body$
          BEGIN RAISE EXCEPTION 'the tables of ${schema} are being moved' USING ERRCODE = '25006'; END $body$`);
        for (const name of names)
          await client.query(`
            CREATE OR REPLACE TRIGGER ${FENCE} BEFORE INSERT OR UPDATE OR DELETE OR TRUNCATE ON ${name}
            FOR EACH STATEMENT EXECUTE FUNCTION ${qualified(copy, FENCE)}()`);
      });
      return;
    } catch (error) {
      if (attempt === ATTEMPTS || !isTransient(error)) throw error;
      await delay(RETRY_MS);
    }
  }
}

/** Permits writes again. Safe to repeat. */
export async function lowerFence(copy: DomainCopy): Promise<void> {
  await copy.client.query(`DROP FUNCTION IF EXISTS ${qualified(copy, FENCE)}() CASCADE`);
}

/** Whether writes are refused. */
export async function isFenced(copy: DomainCopy): Promise<boolean> {
  const { rows } = await copy.client.query<{ is: boolean }>('SELECT to_regproc($1) IS NOT NULL AS is', [
    qualified(copy, FENCE),
  ]);
  return rows[0]?.is === true;
}
