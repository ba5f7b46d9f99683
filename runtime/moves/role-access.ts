import { setTimeout as delay } from 'node:timers/promises';
import pg from 'pg';
import type { DomainCopy } from './domain-copy.ts';

const POLL_MS = 50;

/**
 * Ends the sessions of a domain's role and lets it begin no more: processes that still have the old address answer
 * `UNAVAILABLE` instead of what was true before the move, and lead no longer. Safe to repeat.
 */
export async function closeRole({ client }: DomainCopy, role: string): Promise<void> {
  await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} CONNECTION LIMIT 0`);
  const end = 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = $1';
  while (((await client.query(end, [role])).rowCount ?? 0) > 0) await delay(POLL_MS);
}

/** Lets the role connect again. Safe to repeat. */
export async function openRole({ client }: DomainCopy, role: string): Promise<void> {
  const { rowCount } = await client.query('SELECT FROM pg_roles WHERE rolname = $1', [role]);
  if (rowCount === 1) await client.query(`ALTER ROLE ${pg.escapeIdentifier(role)} CONNECTION LIMIT -1`);
}
