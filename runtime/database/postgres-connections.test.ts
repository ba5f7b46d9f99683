import type { EventEmitter } from 'node:events';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type pg from 'pg';
import { PrismaClient } from '../../prisma/generated/auth/client.ts';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { openAdapter } from '../../tests/open-adapter.ts';
import { isTransient } from './database-errors.ts';
import { createClient, createPool, withClient } from './postgres-connections.ts';

let database: FreshDatabase;

beforeAll(async () => {
  database = await freshDatabase();
});
afterAll(() => database.drop());

const config = () => ({ connectionString: database.urlOf('auth'), application_name: 'lost' });
const lose = (application = 'lost') =>
  database.query(
    'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND application_name = $1',
    [application],
  );

/** Unlike `once` of Node, it does not reject when an `error` comes first. */
const eventOf = (emitter: EventEmitter, name: string) =>
  new Promise<void>((resolve) => emitter.once(name, () => resolve()));

/** What a lost connection does to a process that does not listen: an `error` event without a listener is thrown. */
async function whileNothingIsThrown(work: () => Promise<void>): Promise<void> {
  const thrown: unknown[] = [];
  const listeners = process.rawListeners('uncaughtException');
  process.removeAllListeners('uncaughtException');
  process.on('uncaughtException', (error) => thrown.push(error));
  try {
    await work();
  } finally {
    process.removeAllListeners('uncaughtException');
    for (const listener of listeners) process.on('uncaughtException', listener as NodeJS.UncaughtExceptionListener);
  }
  expect(thrown).toEqual([]);
}

describe('a pool whose connections are lost', () => {
  const losses: Record<string, (pool: pg.Pool) => Promise<unknown>> = {
    idle: async (pool) => {
      await pool.query('SELECT 1');
      const removed = eventOf(pool, 'remove');
      await lose();
      await removed;
    },
    'just handed out': async (pool) => {
      const client = await pool.connect();
      const ended = eventOf(client, 'end');
      await lose();
      await ended;
      client.release();
    },
    'between two statements of a transaction': async (pool) => {
      const client = await pool.connect();
      await client.query('BEGIN');
      const ended = eventOf(client, 'end');
      await lose();
      await ended;
      await expect(client.query('SELECT 1')).rejects.toThrow();
      client.release(true);
    },
    'in a statement': async (pool) => {
      const client = await pool.connect();
      const ended = eventOf(client, 'end');
      const failed = expect(client.query('SELECT pg_sleep(20)')).rejects.toThrow(/terminat/);
      await lose();
      await Promise.all([failed, ended]);
      client.release();
    },
  };

  test.each(Object.keys(losses))('%s goes on, and says once that one is lost', async (when) => {
    const errors: Error[] = [];
    const pool = createPool(config(), (error) => errors.push(error));
    await whileNothingIsThrown(async () => {
      await losses[when]?.(pool);
      expect((await pool.query('SELECT 1 AS one')).rows).toEqual([{ one: 1 }]);
    });
    await pool.end();
    expect(errors).toHaveLength(1);
  });
});

test('a single connection that is lost at rest only says so', async () => {
  const errors: Error[] = [];
  await whileNothingIsThrown(async () => {
    const client = createClient(config(), (error) => errors.push(error));
    await client.connect();
    const ended = eventOf(client, 'end');
    await lose();
    await ended;
  });
  expect(errors.length).toBeGreaterThan(0);
});

test('a connection that is lost under its work fails the work alone', async () => {
  await whileNothingIsThrown(async () => {
    await expect(
      withClient(config(), async (client) => {
        const ended = eventOf(client, 'end');
        await lose();
        await ended;
        await client.query('SELECT 1');
      }),
    ).rejects.toThrow();
  });
});

test('a server that refuses connections, or none, is an error and no more', async () => {
  await whileNothingIsThrown(async () => {
    const nowhere = { connectionString: 'postgresql://auth:x@127.0.0.1:1/none' };
    await expect(withClient(nowhere, async () => undefined)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    const pool = createPool(nowhere);
    await expect(pool.query('SELECT 1')).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await pool.end();
    const unknown = { connectionString: config().connectionString.replace(/[^/]+$/, 'no_such_database') };
    await expect(withClient(unknown, async () => undefined)).rejects.toMatchObject({ code: '3D000' });
  });
});

test('once a server has become read-only, all connections to it are replaced', async () => {
  const pool = createPool({ ...config(), max: 3 });
  const pidOf = async (client: pg.PoolClient): Promise<number> =>
    (await client.query<{ pid: number }>('SELECT pg_backend_pid() AS pid')).rows[0]?.pid ?? 0;
  const connectAll = () => Promise.all([pool.connect(), pool.connect(), pool.connect()]);
  const [refusing, idle, busy] = await connectAll();
  const before = await Promise.all([refusing, idle, busy].map(pidOf));
  idle.release();
  await refusing.query('SET default_transaction_read_only = on');
  const refused: unknown = await refusing.query('DELETE FROM outbox_consumer').catch((error: unknown) => error);
  expect(refused).toMatchObject({ code: '25006' });
  expect(isTransient(refused)).toBe(true);
  expect(await pidOf(busy)).toBe(before[2]);
  refusing.release();
  busy.release();

  const replaced = await connectAll();

  const after = await Promise.all(replaced.map(pidOf));
  expect(after.filter((pid) => before.includes(pid))).toEqual([]);
  for (const client of replaced) client.release();
  await expect(pool.query('DELETE FROM outbox_consumer')).resolves.toMatchObject({ rowCount: 0 });
  await pool.end();
});

describe('a Prisma client', () => {
  test('whose connections are ended again and again while it works fails with what is transient, and goes on', async () => {
    const db = new PrismaClient({ adapter: openAdapter(database.urlOf('auth'), 'auth'), log: [] });
    const failures: unknown[] = [];
    const note = (error: unknown) => void failures.push(error);
    let ending = true;
    const work = async (): Promise<void> => {
      while (ending) {
        await db.orphanedSession.count().catch(note);
        await db.$transaction(async (tx) => void (await tx.$queryRaw`SELECT 1`)).catch(note);
      }
    };
    await whileNothingIsThrown(async () => {
      const working = Promise.all(Array.from({ length: 8 }, work));
      for (let round = 0; round < 40 || failures.length === 0; round += 1) await lose('auth');
      ending = false;
      await working;
      expect(await db.orphanedSession.count()).toBe(0);
    });
    await db.$disconnect();
    expect(failures.filter((error) => !isTransient(error))).toEqual([]);
  });

  test('that connects again after it was closed is as safe', async () => {
    const adapter = openAdapter(database.urlOf('auth'), 'auth');
    for (let opening = 0; opening < 2; opening += 1) {
      const connected = await adapter.connect();
      const pool: pg.Pool = Reflect.apply(Reflect.get(connected, 'underlyingDriver'), connected, []);
      const client = await pool.connect();
      expect(client.listenerCount('error')).toBe(1);
      client.release();
      await connected.dispose();
      expect(pool.ended).toBe(true);
    }
  });
});
