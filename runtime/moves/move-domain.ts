import pg from 'pg';
import { withClient } from '../database/postgres-connections.ts';
import { requireSession } from '../database/require-session.ts';
import type { DomainRole } from '../migrations/domain-role.ts';
import { migrateDomain } from '../migrations/migrations.ts';
import { compareCopies, copySequences } from './compare-copies.ts';
import { addressOf, type DomainCopy, inTransaction } from './domain-copy.ts';
import { findObstacles } from './find-obstacles.ts';
import { type MoveState, mark, readState } from './move-state.ts';
import { movedTables } from './moved-tables.ts';
import { beginReplication, endReplication, untilCaughtUp, untilCopied } from './replicate.ts';
import { closeRole, openRole } from './role-access.ts';
import { isFenced, lowerFence, raiseFence } from './write-fence.ts';

/** Which domain moves, and between which databases. */
export interface MoveOptions {
  readonly domain: string;
  /** Owners of the databases; both must be allowed to replicate. */
  readonly fromUrl: string;
  readonly toUrl: string;
  readonly role: DomainRole;
  /** Gets one line for each step. */
  readonly log: (line: string) => void;
}

interface Move extends MoveOptions {
  readonly from: DomainCopy;
  readonly to: DomainCopy;
}

/** Any number, the same in every process. */
const ADVISORY_LOCK = 7_163_020_119;

/** Connects to both, as the only move into the new database. */
const withMove = <Value>(options: MoveOptions, work: (move: Move) => Promise<Value>): Promise<Value> =>
  withClient({ connectionString: options.fromUrl, application_name: 'move' }, (old) =>
    withClient({ connectionString: options.toUrl, application_name: 'move' }, async (now) => {
      await requireSession(now, 'the address of PostgreSQL itself');
      const { rows } = await now.query<{ ok: boolean }>('SELECT pg_try_advisory_lock($1) AS ok', [ADVISORY_LOCK]);
      if (rows[0]?.ok !== true) throw new Error(`another move to ${addressOf(options.toUrl)} is running`);
      const schema = options.domain;
      return work({
        ...options,
        from: { client: old, url: options.fromUrl, schema },
        to: { client: now, url: options.toUrl, schema },
      });
    }),
  );

/** @throws when the state permits no move between these databases. */
function requireMovable(state: MoveState, { domain, toUrl }: MoveOptions): void {
  if (state === 'occupied')
    throw new Error(`${addressOf(toUrl)} has a schema ${domain} already, which no move from here has made`);
  if (state === 'elsewhere') throw new Error(`${domain} has been moved, or is being moved, to another address`);
}

async function copyAndVerify(move: Move): Promise<void> {
  const { from, to, role, domain, log } = move;
  await migrateDomain({ ownerUrl: to.url, domain, role });
  await raiseFence(to);
  log(`${domain} is migrated on the new server, which refuses writes`);
  await beginReplication(from, to);
  await untilCopied(from, to, log);
  // Once before the pause, so that it is short.
  await untilCaughtUp(from, to);
  try {
    await verifyInPause(move);
  } catch (error) {
    await reopen(move);
    throw error;
  }
}

async function verifyInPause({ from, to, domain, log }: Move): Promise<void> {
  await mark(from, 'moving', to.url);
  await raiseFence(from);
  log(`${domain} refuses writes on the old server`);
  await untilCaughtUp(from, to);
  await copySequences(from, to);
  const { tables, rows, sequences, differences } = await compareCopies(from, to);
  if (differences.length > 0)
    throw new Error(`the copies differ, and the old server takes writes again: ${differences.join('; ')}`);
  await mark(to, 'verified', from.url);
  log(`both copies are equal: ${tables} tables, ${rows} rows, ${sequences} sequences`);
}

/** Lets the old server take writes again. */
const reopen = ({ from, to }: Move): Promise<void> =>
  inTransaction(from.client, async () => {
    await lowerFence(from);
    await mark(from, null, to.url);
  });

async function switchOver({ from, to, role, domain, log }: Move): Promise<void> {
  await endReplication(from, to);
  await closeRole(from, role.name);
  log(`${domain} can no longer connect to the old server`);
  await openRole(to, role.name);
  await inTransaction(to.client, async () => {
    await lowerFence(to);
    await mark(to, null, from.url);
  });
  log(`${domain} takes writes at ${addressOf(to.url)}`);
}

/**
 * Moves a domain to another server: tables and role by its migrations, rows by logical replication while the domain runs, then
 * a pause in which the domain refuses writes until the last row has come, both copies are compared, and the old server is
 * closed for it. Each step is safe to repeat: a move that was killed is continued by the next call. Resolves when the new
 * server takes writes; processes then need its address.
 *
 * @throws one line for what prevents the move; the old server takes writes then.
 */
export const moveDomain = (options: MoveOptions): Promise<void> =>
  withMove(options, async (move) => {
    const { from, to, domain, log } = move;
    const state = await readState(from, to);
    if (state === 'moved') return log(`${domain} is at ${addressOf(to.url)} already`);
    requireMovable(state, options);
    if (state !== 'verified') {
      const obstacles = await findObstacles(from, to, options.role.name);
      if (obstacles.length > 0) throw new Error(obstacles.join('; '));
    }
    if (state === 'not begun')
      await inTransaction(to.client, async () => {
        await to.client.query(`CREATE SCHEMA ${pg.escapeIdentifier(domain)}`);
        await mark(to, 'copying', from.url);
      });
    if (state !== 'verified') await copyAndVerify(move);
    await switchOver(move);
  });

/** What a move would do, and what prevents it; changes nothing. Resolves with whether it could begin. */
export const planMove = (options: MoveOptions): Promise<boolean> =>
  withMove(options, async ({ from, to, role, log }) => {
    const state = await readState(from, to);
    log(`state: ${state}${(await isFenced(from)) ? '; the old server refuses writes' : ''}`);
    const tables = await movedTables(from);
    const { rows } = await from.client.query<{ size: string }>(
      `SELECT pg_size_pretty(coalesce(sum(pg_total_relation_size(c.oid)), 0)) AS size
       FROM pg_class c WHERE c.relnamespace = to_regnamespace($1) AND c.relkind = 'r'`,
      [pg.escapeIdentifier(from.schema)],
    );
    log(`${tables.length} tables, ${rows[0]?.size ?? '0 bytes'}`);
    const obstacles = state === 'moved' ? [] : await findObstacles(from, to, role.name);
    for (const line of obstacles) log(line);
    return obstacles.length === 0 && state !== 'occupied' && state !== 'elsewhere';
  });

/**
 * Gives a move up before its switch: the old server takes writes again and the new one loses its copy. Safe to repeat.
 *
 * @throws when the new server takes writes already: then the domain is moved back by another move.
 */
export const abortMove = (options: MoveOptions): Promise<void> =>
  withMove(options, async (move) => {
    const { from, to, role, domain, log } = move;
    const state = await readState(from, to);
    if (state === 'moved') throw new Error(`${domain} takes writes at ${addressOf(to.url)}: move it back instead`);
    requireMovable(state, options);
    await endReplication(from, to);
    await to.client.query(`DROP SCHEMA IF EXISTS ${pg.escapeIdentifier(domain)} CASCADE`);
    await openRole(from, role.name);
    await reopen(move);
    log(`${domain} takes writes at ${addressOf(from.url)}, as before`);
  });

/** Drops the old copy of a domain that has been moved. @throws when it has not been. */
export const dropOldCopy = (options: MoveOptions): Promise<void> =>
  withMove(options, async ({ from, to, domain, log }) => {
    if ((await readState(from, to)) !== 'moved')
      throw new Error(`${domain} has not been moved to ${addressOf(to.url)}`);
    await from.client.query(`DROP SCHEMA ${pg.escapeIdentifier(domain)} CASCADE`);
    log(`the copy of ${domain} at ${addressOf(from.url)} is dropped`);
  });
