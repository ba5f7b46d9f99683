import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { pino } from 'pino';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { createClient } from '../database/postgres-connections.ts';
import { type Election, electLeader } from './leader.ts';

const log = pino({ level: 'silent' });
let database: FreshDatabase;
let owner: pg.Client;
const candidates: (Election & { readonly terms: AbortSignal[] })[] = [];

beforeAll(async () => {
  database = await freshDatabase();
  owner = createClient({ connectionString: database.ownerUrl });
  await owner.connect();
});
afterEach(async () => {
  await Promise.all(candidates.splice(0).map((one) => one.close()));
});
afterAll(async () => {
  await owner.end();
  await database.drop();
});

function stand(work: (signal: AbortSignal) => Promise<void> = untilAborted) {
  const terms: AbortSignal[] = [];
  const election = electLeader({
    databaseUrl: database.urlOf('auth'),
    name: 'auth.workers',
    log,
    work: async (signal) => {
      terms.push(signal);
      await work(signal);
    },
  });
  const participant = { ...election, terms };
  candidates.push(participant);
  return participant;
}

const untilAborted = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => signal.addEventListener('abort', () => resolve(), { once: true }));

/** Connections of candidates, and whether each holds the lock. */
const endHolder = async (): Promise<number> => {
  const { rowCount } = await owner.query(
    `SELECT pg_terminate_backend(pid) FROM pg_locks
     WHERE locktype = 'advisory' AND granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())`,
  );
  return rowCount ?? 0;
};
const waiting = async (count: number) =>
  eventually(async () => {
    const { rowCount } = await owner.query(
      `SELECT FROM pg_stat_activity WHERE application_name = 'auth.workers' AND datname = current_database() AND query LIKE '%advisory%'`,
    );
    return rowCount === count;
  }, `${count} candidates`);

test('of two processes one leads, and the other takes over when the connection of the first dies', async () => {
  const first = stand();
  await eventually(() => first.isLeader(), 'the first to lead');
  const second = stand();
  await waiting(2);
  expect(second.isLeader()).toBe(false);

  expect(await endHolder()).toBe(1);

  await eventually(() => [first, second].some((one) => one.terms.length > (one === first ? 1 : 0)), 'a new leader');
  expect(first.terms[0]?.aborted).toBe(true);
  expect([first, second].filter((one) => one.isLeader())).toHaveLength(1);
});

test('a process that closes gives the lock to the other, after its work has ended', async () => {
  const events: string[] = [];
  const first = stand(async (signal) => {
    await untilAborted(signal);
    await new Promise((resolve) => setImmediate(resolve));
    events.push('the first has ended');
  });
  await eventually(() => first.isLeader(), 'the first to lead');
  const second = stand(async (signal) => {
    events.push('the second leads');
    await untilAborted(signal);
  });
  await waiting(2);

  await first.close();
  await eventually(() => second.isLeader(), 'the second to lead');

  expect(events).toEqual(['the first has ended', 'the second leads']);
  expect(first.isLeader()).toBe(false);
});

test('work that throws ends a term, and the process stands again', async () => {
  let fails = true;
  const only = stand(async (signal) => {
    if (fails) throw new Error('cannot work');
    await untilAborted(signal);
  });
  await eventually(() => only.terms.length > 0, 'the first term');
  fails = false;

  await eventually(() => only.terms.length > 1 && only.isLeader(), 'the second term');
});

test('a process whose database is away stands until it is closed', async () => {
  const election = electLeader({
    databaseUrl: 'postgresql://nobody:x@127.0.0.1:1/none',
    name: 'auth.workers',
    log,
    work: untilAborted,
  });

  await election.close();

  expect(election.isLeader()).toBe(false);
});
