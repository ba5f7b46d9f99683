import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import type pg from 'pg';
import { pino } from 'pino';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { createClient } from '../database/postgres-connections.ts';
import { createElections, type Election } from './leader.ts';

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

/** A candidate of a process of its own, unless `elect` is of one with others. */
function stand(
  work: (signal: AbortSignal) => Promise<void> = untilAborted,
  elect = createElections(log),
  domain = 'auth',
) {
  const terms: AbortSignal[] = [];
  const election = elect({
    databaseUrl: database.urlOf(domain),
    name: `${domain}.workers`,
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
      `SELECT FROM pg_stat_activity WHERE application_name = 'leader' AND datname = current_database() AND query LIKE '%advisory%'`,
    );
    return rowCount === count;
  }, `${count} candidates`);

const connections = async (): Promise<number> => {
  const { rowCount } = await owner.query(
    `SELECT FROM pg_stat_activity WHERE application_name = 'leader' AND datname = current_database()`,
  );
  return rowCount ?? 0;
};

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

test('the domains of one process hold their locks on one connection, and lose them together', async () => {
  const elect = createElections(log);
  const [auth, chat] = [stand(untilAborted, elect, 'auth'), stand(untilAborted, elect, 'chat')];
  await eventually(() => auth.isLeader() && chat.isLeader(), 'both to lead');
  expect(await connections()).toBe(1);

  await endHolder();

  await eventually(() => auth.terms.length > 1 && chat.terms.length > 1, 'both to lead again');
  expect([auth.terms[0]?.aborted, chat.terms[0]?.aborted]).toEqual([true, true]);
});

test('a domain that is closed gives back its own lock only', async () => {
  const elect = createElections(log);
  const [auth, chat] = [stand(untilAborted, elect, 'auth'), stand(untilAborted, elect, 'chat')];
  await eventually(() => auth.isLeader() && chat.isLeader(), 'both to lead');

  await auth.close();

  expect(chat.isLeader()).toBe(true);
  const successor = stand();
  await eventually(() => successor.isLeader(), 'another process to lead auth');
  expect(chat.terms).toHaveLength(1);
});

test('work that does not end when its lock is lost begins again only after it has ended, and holds up no other', async () => {
  const elect = createElections(log);
  const slow = Promise.withResolvers<void>();
  const auth = stand(() => slow.promise, elect, 'auth');
  const chat = stand(untilAborted, elect, 'chat');
  await eventually(() => auth.isLeader() && chat.isLeader(), 'both to lead');

  await endHolder();
  await eventually(() => chat.terms.length > 1, 'chat to lead again');

  expect(auth.terms).toHaveLength(1);
  slow.resolve();
  await eventually(() => auth.terms.length > 1, 'auth to lead again');
});

test('a role that cannot connect does not keep other domains of the database from leading', async () => {
  const elect = createElections(log);
  const wrong = new URL(database.urlOf('auth'));
  wrong.password = 'wrong';
  const election = elect({ databaseUrl: wrong.href, name: 'auth.workers', work: untilAborted });
  const chat = stand(untilAborted, elect, 'chat');

  await eventually(() => chat.isLeader(), 'chat to lead');
  await election.close();
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
  const election = createElections(log)({
    databaseUrl: 'postgresql://nobody:x@127.0.0.1:1/none',
    name: 'auth.workers',
    work: untilAborted,
  });

  await election.close();

  expect(election.isLeader()).toBe(false);
});
