import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { PrismaClient } from '../../prisma/generated/auth/client.ts';
import { eventually } from '../../tests/eventually.ts';
import { openAdapter } from '../../tests/open-adapter.ts';
import { type EmbeddedPostgres, startPostgres } from '../embedded/postgres.ts';
import { migrateAll } from '../migrations/migrations.ts';
import type { Sql } from './database.ts';
import { isOverdue, isTransient, isUniqueViolation } from './database-errors.ts';
import { openPool, POOL_SIZE } from './open-pool.ts';
import { runTransaction } from './run-transaction.ts';
import { createSqlSession } from './sql-session.ts';
import { createStatementNames } from './statement-names.ts';

const options = { dataDir: mkdtempSync(join(tmpdir(), 'database-errors-')), log: () => undefined, durable: false };
let postgres: EmbeddedPostgres;
let url: URL;
let db: PrismaClient;
let writer: ReturnType<typeof insertWhile> | undefined;

beforeAll(async () => {
  postgres = await startPostgres(options);
  const password = 'p'.repeat(40);
  await migrateAll({ ownerUrl: postgres.url, domains: ['auth'], roleOf: (name) => ({ name, password }) });
  url = new URL(postgres.url);
  url.username = 'auth';
  url.password = password;
  db = new PrismaClient({ adapter: openAdapter(url.href, 'auth'), log: [] });
  await db.orphanedSession.createMany({ data: ['a', 'b'].map(rowOf) });
});
afterAll(async () => {
  await writer?.end();
  await db.$disconnect();
  await postgres.stop();
  rmSync(options.dataDir, { recursive: true, force: true });
});

const rowOf = (id: string) => ({ id, expiresAt: new Date() });
const insert = async (sql: Pick<Sql, '$executeRaw'>, id: string) =>
  sql.$executeRaw`INSERT INTO orphaned_session (id, expires_at) VALUES (${id}, now())`;
const touch = (sql: Pick<PrismaClient, '$executeRaw'>, id: string) =>
  sql.$executeRaw`UPDATE orphaned_session SET expires_at = now() WHERE id = ${id}`;
const failureOf = (work: PromiseLike<unknown>): Promise<unknown> =>
  Promise.resolve(work).then(
    () => {
      throw new Error('It did not fail.');
    },
    (error: unknown) => error,
  );
const expectTransient = async (work: PromiseLike<unknown>, overdue = false): Promise<void> => {
  const error = await failureOf(work);
  const kind = { isTransient: isTransient(error), isUnique: isUniqueViolation(error), isOverdue: isOverdue(error) };
  expect({ error: String(error), ...kind }).toEqual({
    error: expect.not.stringContaining('did not fail'),
    isTransient: true,
    isUnique: false,
    isOverdue: overdue,
  });
};

describe('a unique violation is recognised, and is not transient', () => {
  test.each<[string, () => PromiseLike<unknown>]>([
    ['of a model', () => db.orphanedSession.create({ data: rowOf('a') })],
    ['of raw SQL', () => insert(db, 'a')],
    ['of a raw query', () => db.$queryRaw`INSERT INTO orphaned_session VALUES ('a', now()) RETURNING id`],
    ['of a model in a transaction', () => db.$transaction((tx) => tx.orphanedSession.create({ data: rowOf('a') }))],
    ['of raw SQL in a transaction', () => db.$transaction((tx) => insert(tx, 'a'))],
  ])('%s', async (_, work) => {
    const error = await failureOf(work());

    expect(isUniqueViolation(error)).toBe(true);
    expect(isTransient(error)).toBe(false);
  });
});

test.each<[string, () => PromiseLike<unknown>]>([
  ['another constraint', () => db.$executeRaw`INSERT INTO orphaned_session VALUES ('c', NULL)`],
  ['a mistake in SQL', () => db.$queryRaw`SELEC 1`],
  ['an error of our own in a transaction', () => db.$transaction(() => Promise.reject(new Error('own')))],
  ['a missing file', () => import('node:fs/promises').then(({ readFile }) => readFile('/none'))],
])('%s is neither', async (_, work) => {
  const error = await failureOf(work());

  expect([isUniqueViolation(error), isTransient(error)]).toEqual([false, false]);
});

describe('transient is', () => {
  test('a statement that took too long', async () => {
    await expectTransient(
      db.$transaction(async (tx) => {
        await tx.$executeRaw`SET LOCAL statement_timeout = 50`;
        await tx.$queryRaw`SELECT pg_sleep(5)::text`;
      }),
      true,
    );
  });

  test('a transaction that took too long', async () => {
    await expectTransient(
      db.$transaction(async (tx) => void (await tx.$queryRaw`SELECT pg_sleep(0.3)::text`), { timeout: 50 }),
      true,
    );
  });

  test('a lock that was not given in time', async () => {
    await db.$transaction(async (holder) => {
      await touch(holder, 'a');
      await expectTransient(
        db.$transaction(async (tx) => {
          await tx.$executeRaw`SET LOCAL lock_timeout = 50`;
          await touch(tx, 'a');
        }),
      );
    });
  });

  test('a write on a server that is read-only', async () => {
    await expectTransient(
      db.$transaction(async (tx) => {
        await tx.$executeRaw`SET TRANSACTION READ ONLY`;
        await touch(tx, 'a');
      }),
    );
  });

  test.each(['25P03', '25P04', '57P04', '57P05'])('SQLSTATE %s', (code) => {
    expect(isTransient({ cause: { originalCode: code } })).toBe(true);
  });

  test('a deadlock', async () => {
    const met = { a: Promise.withResolvers<void>(), b: Promise.withResolvers<void>() };
    const cross = (own: 'a' | 'b', other: 'a' | 'b') =>
      db.$transaction(async (tx) => {
        await touch(tx, own);
        met[own].resolve();
        await met[other].promise;
        await touch(tx, other);
      });

    const ends = await Promise.allSettled([cross('a', 'b'), cross('b', 'a')]);

    const failed = ends.flatMap((end) => (end.status === 'rejected' ? [end.reason] : []));
    expect(failed.map(isTransient)).toEqual([true]);
  });

  test.each(['before', 'at the end of'])(
    'a connection that ends %s the next statement of a transaction',
    async (when) => {
      await expectTransient(
        db.$transaction(async (tx) => {
          const [row] = await tx.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
          await db.$queryRaw`SELECT pg_terminate_backend(${row?.pid}::int)`;
          if (when === 'before') await touch(tx, 'a');
        }),
      );
    },
  );

  test('a pool that has no connection free in time', async () => {
    const own = new PrismaClient({ adapter: openAdapter(url.href, 'auth'), log: [] });
    const release = Promise.withResolvers<void>();
    const holding: Promise<void>[] = [];
    const ends = Array.from({ length: POOL_SIZE }, () => {
      const isHeld = Promise.withResolvers<void>();
      holding.push(isHeld.promise);
      return own.$transaction(async (tx) => {
        await tx.$queryRaw`SELECT 1`;
        isHeld.resolve();
        await release.promise;
      });
    });
    await Promise.all(holding);

    await expectTransient(own.$queryRaw`SELECT 1`);

    release.resolve();
    await Promise.all(ends);
    await own.$disconnect();
  });

  test('a server that stops, is away and starts, and then all is well again', async () => {
    const { port } = postgres;
    const isRunning = db.$queryRaw`SELECT pg_sleep(20)::text`;
    const statement = expectTransient(isRunning);
    const transaction = expectTransient(
      db.$transaction(async (tx) => {
        await touch(tx, 'a');
        await stopped.promise;
        await touch(tx, 'a');
      }),
    );
    const stopped = Promise.withResolvers<void>();
    await eventually(async () => {
      const rows = await db.$queryRaw<
        unknown[]
      >`SELECT 1 FROM pg_stat_activity WHERE query LIKE '%pg_sleep(20)%' AND pid <> pg_backend_pid()`;
      return rows.length > 0;
    }, 'the statement to run');

    const inserts = insertWhile(url.href);
    writer = inserts;
    await eventually(() => inserts.stored.length > 10, 'rows to be stored');
    await postgres.stop();
    stopped.resolve();
    await Promise.all([statement, transaction]);
    await expectTransient(db.$queryRaw`SELECT 1`);
    await expectTransient(db.orphanedSession.findMany());
    await expectTransient(db.$transaction((tx) => tx.orphanedSession.findMany()));

    const starting = startPostgres({ ...options, port });
    const states: boolean[] = [];
    await eventually(async () => {
      const error = await db.$queryRaw`SELECT 1`.then(
        () => null,
        (failure: unknown) => failure,
      );
      if (error !== null) states.push(isTransient(error));
      return error === null;
    }, 'the server to be back');
    postgres = await starting;
    expect(new Set(states)).toEqual(new Set([true]));
    expect(await db.orphanedSession.count({ where: { id: { in: ['a', 'b'] } } })).toBe(2);
    const before = inserts.stored.length;
    await eventually(() => inserts.stored.length > before + 10, 'rows to be stored again');
    const failures = await inserts.end();
    expect(failures.length).toBeGreaterThan(0);
    expect(failures.filter((error) => !isTransient(error))).toEqual([]);
    const rows = await db.orphanedSession.findMany({ where: { id: { in: inserts.stored } } });
    expect(rows).toHaveLength(inserts.stored.length);
  });
});

/** Stores rows by prepared statements, by itself and in transactions, until it is ended; `stored` are those that were confirmed. */
function insertWhile(databaseUrl: string) {
  const pool = openPool(databaseUrl, 'auth');
  const names = createStatementNames();
  const session = createSqlSession(pool, names, { isTransaction: false });
  const stored: string[] = [];
  const failures: unknown[] = [];
  let isEnding = false;
  const store = async (kind: string, add: (id: string) => Promise<unknown>): Promise<void> => {
    for (let nth = 0; !isEnding; nth += 1) {
      const id = `${kind}_${nth}`;
      await add(id).then(
        () => stored.push(id),
        async (error: unknown) => {
          failures.push(error);
          await setTimeout(20);
        },
      );
    }
  };
  const options = { isolation: undefined, timeoutMs: 5_000, names };
  const working = [
    store('plain', (id) => insert(session, id)),
    store('tx', (id) => runTransaction(pool, options, async (inside) => void (await insert(inside, id)))),
  ];
  return {
    stored,
    /** What has failed. */
    async end(): Promise<unknown[]> {
      isEnding = true;
      await Promise.all(working);
      if (!pool.ended) await pool.end();
      return failures;
    },
  };
}
