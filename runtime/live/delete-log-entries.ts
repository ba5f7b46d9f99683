import { AT_COMMIT } from '../database/at-commit.ts';
import type { Sql } from '../database/database.ts';

/** How long an entry of a log can be replayed. */
const RETENTION_MS = 7 * 24 * 60 * 60 * 1_000;

/** How many entries of one log can be replayed. */
const RETENTION_ENTRIES = 10_000;

/** Rows of one statement, so that none of them runs into its time limit. */
const BATCH_SIZE = 1_000;

/** Deletes some of the entries that are older than seven days; true when none are left. */
export async function pruneOldEntries(sql: Sql, now: Date): Promise<boolean> {
  const before = new Date(now.getTime() - RETENTION_MS);
  // Entries are stamped before their head is locked, so an older one may follow a younger one: cut at the last, in order.
  const pruned = await sql.$executeRaw`
    WITH cut AS (
      SELECT log, key, max(sequence) AS sequence
      FROM (SELECT log, key, sequence FROM log_entry WHERE created_at < ${before} ORDER BY created_at LIMIT ${BATCH_SIZE}) AS old
      GROUP BY log, key
    )
    DELETE FROM log_entry AS e USING cut WHERE e.log = cut.log AND e.key = cut.key AND e.sequence <= cut.sequence`;
  return pruned < BATCH_SIZE;
}

/** Deletes some of the entries that 10,000 others of their log follow; true when none are left. */
export async function pruneLongLogs(sql: Sql): Promise<boolean> {
  const pruned = await sql.$executeRaw`
    DELETE FROM log_entry WHERE (log, key, sequence) IN (
      SELECT e.log, e.key, e.sequence FROM log_head AS h
      JOIN LATERAL (
        SELECT log, key, sequence FROM log_entry
        WHERE log = h.log AND key = h.key AND sequence <= h.sequence - ${RETENTION_ENTRIES}
        ORDER BY sequence LIMIT ${BATCH_SIZE}) AS e ON TRUE
      WHERE h.sequence > ${RETENTION_ENTRIES} LIMIT ${BATCH_SIZE})`;
  return pruned < BATCH_SIZE;
}

/**
 * Erases some of a person's part in logs: their own logs go, and entries of others no longer name them. Sequences stay, so
 * that nobody has to resync. True when nothing is left.
 */
export async function eraseLogs(sql: Sql, userId: string): Promise<boolean> {
  const own = await sql.$executeRaw`
    DELETE FROM log_entry WHERE (log, key, sequence) IN (
      SELECT log, key, sequence FROM log_entry WHERE key = ${userId} LIMIT ${BATCH_SIZE})`;
  const named = await sql.$executeRaw`
    UPDATE log_entry SET people = array_replace(people, ${userId}, NULL) WHERE (log, key, sequence) IN (
      SELECT log, key, sequence FROM log_entry WHERE people @> ARRAY[${userId}]::text[] LIMIT ${BATCH_SIZE})`;
  if (own === BATCH_SIZE || named === BATCH_SIZE) return false;
  // What this transaction appends at its commit goes too: these come after it.
  await sql.$executeRaw`${AT_COMMIT}DELETE FROM log_entry WHERE key = ${userId}`;
  await sql.$executeRaw`${AT_COMMIT}
    UPDATE log_entry SET people = array_replace(people, ${userId}, NULL) WHERE people @> ARRAY[${userId}]::text[]`;
  await sql.$executeRaw`${AT_COMMIT}DELETE FROM log_head WHERE key = ${userId}`;
  return true;
}
