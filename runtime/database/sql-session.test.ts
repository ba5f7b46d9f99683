import { afterAll, beforeAll, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type pg from 'pg';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { AT_COMMIT } from './at-commit.ts';
import { CUSTOM_PLAN, withCustomPlans } from './custom-plan.ts';
import type { Sql } from './database.ts';
import { isOverdue, isTransient } from './database-errors.ts';
import { openPool } from './open-pool.ts';
import { runTransaction } from './run-transaction.ts';
import { rawSql, type SqlFragment } from './sql-fragment.ts';
import { createSqlSession } from './sql-session.ts';
import { createStatementNames, type StatementNames } from './statement-names.ts';

let database: FreshDatabase;
let pool: pg.Pool;
let names: StatementNames;
let sql: Sql;

beforeAll(async () => {
  database = await freshDatabase();
  await database.query('CREATE TABLE auth.thing (id int PRIMARY KEY, label text)');
  await database.query('GRANT ALL ON auth.thing TO auth');
  pool = openPool(database.urlOf('auth'), 'auth');
  names = createStatementNames();
  sql = createSqlSession(pool, names, { isTransaction: false });
});
afterAll(async () => {
  await pool.end();
  await database.drop();
});
beforeEach(async () => {
  await database.query('TRUNCATE auth.thing');
});

const transaction = <Value>(work: (sql: Sql) => Promise<Value>, timeoutMs = 5_000) =>
  runTransaction(pool, { isolation: undefined, timeoutMs, names }, work);
const add = async (on: Sql, id: number): Promise<number> => on.$executeRaw`INSERT INTO thing (id) VALUES (${id})`;
const count = async (on: Sql): Promise<number> => (await on.$queryRaw<unknown[]>`SELECT FROM thing`).length;
const failureOf = (work: Promise<unknown>): Promise<unknown> =>
  work.then(
    () => Promise.reject(new Error('It did not fail.')),
    (error: unknown) => error,
  );

test.each<[string, unknown]>([
  ['9223372036854775807::int8', 9_223_372_036_854_775_807n],
  ['ARRAY[1, NULL]::int8[]', [1n, null]],
  ["'0.10'::numeric", '0.10'],
  ["ARRAY['1e3'::numeric]", ['1000']],
  ["'2026-03-29 01:30:00.123+00'::timestamptz", new Date('2026-03-29T01:30:00.123Z')],
  ["ARRAY['2026-01-01'::timestamptz]", [new Date('2026-01-01T00:00:00Z')]],
  ["'infinity'::timestamptz", Infinity],
  ["'2026-03-29 01:30'::timestamp", new Date('2026-03-29T01:30:00Z')],
  ["'2000-02-29'::date", new Date('2000-02-29T00:00:00Z')],
  [`'{"a":[1]}'::jsonb`, { a: [1] }],
  ["'\\x00ff'::bytea", Buffer.from([0, 255])],
  ['NULL::int8', null],
])('%s is read without loss', async (expression, value) => {
  const read = () => createSqlSession(pool, names, { isTransaction: false });
  const text: readonly string[] = [`SELECT ${expression} AS value`];
  const rows = await read().$queryRaw<unknown[]>(Object.assign([...text], { raw: text }));
  expect(rows).toEqual([{ value }]);
});

describe('a transaction', () => {
  test('sends a statement after its end nowhere', async () => {
    const late = Promise.withResolvers<Sql>();
    await transaction(async (inside) => late.resolve(inside));
    const failure = await failureOf(add(await late.promise, 1));
    expect(String(failure)).toMatch(/after its transaction had ended/);
    expect(await count(sql)).toBe(0);
  });

  test('of which a part failed and the rest goes on leaves nothing', async () => {
    const slow = Promise.withResolvers<void>();
    const rest = Promise.withResolvers<unknown>();
    const failure = await failureOf(
      transaction(async (inside) => {
        const going = slow.promise.then(() => add(inside, 2));
        rest.resolve(failureOf(going));
        await add(inside, 1);
        throw new Error('changed its mind');
      }),
    );
    slow.resolve();
    expect(String(failure)).toMatch(/changed its mind/);
    expect(String(await rest.promise)).toMatch(/after its transaction had ended/);
    expect(await count(sql)).toBe(0);
  });

  test('whose failed statement was overlooked is not taken for committed', async () => {
    const failure = await failureOf(
      transaction(async (inside) => {
        await add(inside, 1);
        await inside.$executeRaw`SELECT 1 / 0`.then(undefined, () => undefined);
      }),
    );
    expect(String(failure)).toMatch(/rolled back/);
    expect(await count(sql)).toBe(0);
  });

  test('that is open too long is ended by the server, and says so', async () => {
    const isOver = Promise.withResolvers<void>();
    const failure = failureOf(
      transaction(async (inside) => {
        const [row] = await inside.$queryRaw<{ pid: number }[]>`SELECT pg_backend_pid() AS pid`;
        await add(inside, 1);
        await eventually(async () => {
          const rows = await database.query(`SELECT FROM pg_stat_activity WHERE pid = ${row?.pid}`);
          return rows.rows.length === 0;
        }, 'the server to end it');
        isOver.resolve();
        await count(inside);
      }, 50),
    );
    await isOver.promise;
    expect(await failure).toMatchObject({ code: '25P04' });
    expect([isTransient(await failure), isOverdue(await failure)]).toEqual([true, true]);
    expect(await count(sql)).toBe(0);
  });

  test('sends what does not wait for each other together, in order', async () => {
    await transaction(async (inside) => {
      const done = await Promise.all([add(inside, 1), add(inside, 2), count(inside)]);
      expect(done).toEqual([1, 1, 2]);
    });
  });
});

describe('a statement for the commit', () => {
  const addLast = async (on: Sql, id: number): Promise<number> =>
    on.$executeRaw`${AT_COMMIT}INSERT INTO thing (id, label) SELECT ${id}, (SELECT count(*) FROM thing)::text`;
  const labels = () => sql.$queryRaw<unknown[]>`SELECT id, label FROM thing ORDER BY id`;

  test('comes after all others, in the order of the calls', async () => {
    const seen = await transaction(async (inside) => {
      await addLast(inside, 1);
      await addLast(inside, 2);
      await add(inside, 3);
      return count(inside);
    });
    expect(seen).toBe(1);
    expect(await labels()).toEqual([
      { id: 1, label: '1' },
      { id: 2, label: '2' },
      { id: 3, label: null },
    ]);
  });

  test('may be the only one', async () => {
    expect(await transaction((inside) => addLast(inside, 1))).toBe(0);
    expect(await labels()).toEqual([{ id: 1, label: '0' }]);
  });

  test('that fails undoes the transaction with its error', async () => {
    const failure = await failureOf(
      transaction(async (inside) => {
        await add(inside, 1);
        await addLast(inside, 1);
        await addLast(inside, 2);
      }),
    );
    expect(failure).toMatchObject({ code: '23505' });
    expect(await count(sql)).toBe(0);
    expect(await transaction(count)).toBe(0);
  });

  test('is not sent when the work changes its mind', async () => {
    const work = transaction(async (inside) => {
      await addLast(inside, 1);
      throw new Error('changed its mind');
    });
    expect(String(await failureOf(work))).toMatch(/changed its mind/);
    expect(await count(sql)).toBe(0);
  });

  test('is sent at once outside of transactions', async () => {
    expect(await addLast(sql, 1)).toBe(1);
  });

  test('costs no packet of its own, nor does the begin', async () => {
    await transaction((inside) => add(inside, 1));
    const client = await pool.connect();
    const connection: unknown = Reflect.get(client, 'connection');
    const stream: unknown = Reflect.get(Object(connection), 'stream');
    client.release();
    const packets = jest.spyOn(Object(stream), '_writev');
    const single = jest.spyOn(Object(stream), '_write');
    await transaction(async (inside) => {
      await add(inside, 2);
      await addLast(inside, 3);
    });
    expect(packets.mock.calls.length + single.mock.calls.length).toBe(2);
    jest.restoreAllMocks();
  });
});

describe('a prepared statement', () => {
  const things = async (on: Sql): Promise<unknown[]> => on.$queryRaw<unknown[]>`SELECT * FROM thing`;
  const prepareEverywhere = async () => {
    // Each connection of the pool prepares it for itself.
    for (let n = 0; n < 2; n += 1) await Promise.all(Array.from({ length: 5 }, () => things(sql)));
  };

  test('is prepared once a connection', async () => {
    const rows = await transaction(async (inside) => {
      for (let n = 0; n < 4; n += 1) await things(inside);
      return inside.$queryRaw<{ uses: bigint }[]>`
        SELECT generic_plans + custom_plans AS uses FROM pg_prepared_statements WHERE statement = 'SELECT * FROM thing'`;
    });
    expect(rows).toEqual([{ uses: 3n }]);
  });

  test('whose columns a migration changes meanwhile is prepared anew', async () => {
    await prepareEverywhere();
    await database.query('ALTER TABLE auth.thing ADD COLUMN added int');
    await add(sql, 1);

    expect(await things(sql)).toEqual([{ id: 1, label: null, added: null }]);
    await database.query('ALTER TABLE auth.thing DROP COLUMN added');
    await prepareEverywhere();
    await database.query('ALTER TABLE auth.thing ADD COLUMN other int');
    expect(isTransient(await failureOf(transaction(things)))).toBe(true);
    expect(await transaction(things)).toEqual([{ id: 1, label: null, other: null }]);
    await database.query('ALTER TABLE auth.thing DROP COLUMN other');
  });

  test('that its connection does not know is sent without a name, as are all from then on', async () => {
    let disabled = 0;
    const own = createStatementNames({ onDisabled: () => (disabled += 1) });
    const session = createSqlSession(pool, own, { isTransaction: false });
    const everywhere = () => Promise.all(Array.from({ length: 5 }, () => things(session)));
    await everywhere();
    await everywhere();
    await Promise.all(Array.from({ length: 5 }, () => session.$executeRaw`DEALLOCATE ALL`));
    expect(await everywhere()).toEqual(Array(5).fill([]));
    expect(disabled).toBe(1);
    expect(own.of('SELECT * FROM thing')).toEqual({ text: 'SELECT * FROM thing' });
  });

  test('under load, while a migration changes its columns again and again, fails only with what is transient', async () => {
    const failures: unknown[] = [];
    let isMigrating = true;
    let done = 0;
    const work = async (run: () => Promise<unknown>): Promise<void> => {
      while (isMigrating) {
        await run().then(
          () => (done += 1),
          (error: unknown) => failures.push(error),
        );
      }
    };
    const working = [work(() => things(sql)), work(() => things(sql)), work(() => transaction(things))];
    const migrate = async (): Promise<void> => {
      for (let round = 0; round < 10; round += 1) {
        await database.query('ALTER TABLE auth.thing ADD COLUMN added int');
        await things(sql);
        await database.query('ALTER TABLE auth.thing DROP COLUMN added');
        await things(sql);
      }
    };
    await migrate().finally(() => {
      isMigrating = false;
    });
    await Promise.all(working);

    expect(failures.filter((error) => !isTransient(error))).toEqual([]);
    expect(done).toBeGreaterThan(failures.length);
    expect(await things(sql)).toEqual([]);
  });

  test('on a connection that ends between its preparation and its use, or while it runs, fails with what is transient', async () => {
    await prepareEverywhere();
    const lost = transaction(async (inside) => {
      await things(inside);
      await database.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE usename = 'auth' AND datname = current_database()`,
      );
      return things(inside);
    });
    expect(isTransient(await failureOf(lost))).toBe(true);

    const outcomes = await Promise.allSettled(Array.from({ length: 5 }, () => things(sql)));
    expect(outcomes.flatMap((one) => (one.status === 'rejected' && !isTransient(one.reason) ? [one] : []))).toEqual([]);
    await prepareEverywhere();
    expect(await transaction(things)).toEqual([]);
  });

  test('of a thousand texts does not fill the server', async () => {
    const own = openPool(database.urlOf('auth'), 'auth');
    await runTransaction(own, { isolation: undefined, timeoutMs: 0, names: createStatementNames() }, async (inside) => {
      for (let n = 0; n < 1_000; n += 1) {
        const text: readonly string[] = [`SELECT ${n} AS n`];
        const query = Object.assign([...text], { raw: text });
        for (let use = 0; use < 2; use += 1) await inside.$queryRaw(query);
      }
      const [row] = await inside.$queryRaw<{ n: number }[]>`SELECT count(*)::int AS n FROM pg_prepared_statements`;
      expect(row?.n).toBe(500);
    });
    await own.end();
  });
});

describe('plans', () => {
  const mode = async (on: Sql, plan: SqlFragment): Promise<unknown> =>
    (await on.$queryRaw<{ mode: string }[]>`${plan}SELECT current_setting('plan_cache_mode') AS mode`)[0]?.mode;
  const NO_FRAGMENT = rawSql('');

  test('serve all values, unless a statement asks for one of its own', async () => {
    const custom = withCustomPlans(sql, transaction);

    expect(await mode(custom, NO_FRAGMENT)).toBe('force_generic_plan');
    expect(await mode(custom, CUSTOM_PLAN)).toBe('force_custom_plan');
    expect(await mode(custom, NO_FRAGMENT)).toBe('force_generic_plan');
  });

  test('a statement of a transaction asks for itself alone', async () => {
    const modes = await transaction((on) =>
      Promise.all([NO_FRAGMENT, CUSTOM_PLAN, NO_FRAGMENT].map((plan) => mode(on, plan))),
    );

    expect(modes).toEqual(['force_generic_plan', 'force_custom_plan', 'force_generic_plan']);
  });

  test('an error of such a statement is its own', async () => {
    const failing = transaction(async (on) => on.$queryRaw`${CUSTOM_PLAN}SELECT 1 / ${0}::int`);

    expect(await failureOf(failing)).toMatchObject({ code: '22012' });
  });
});
