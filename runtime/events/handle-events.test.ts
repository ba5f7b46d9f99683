import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { type FreshDatabase, freshDatabase } from '../../tests/engines.ts';
import type { Database, Sql } from '../database/database.ts';
import { openRepository } from '../database/open-repository.ts';
import { fault } from '../executor/faults.ts';
import { openLog } from '../logging/log.ts';
import { createBatchSizes } from './batch-sizes.ts';
import type { DeliveredEvent } from './event-type.ts';
import { defineEvent } from './event-type.ts';
import { type HandlingOptions, handleEvents } from './handle-events.ts';
import { rewindTo } from './inbox-table.ts';
import { on, type Reaction } from './reaction.ts';
import { createSlowEvents } from './slow-events.ts';

const happened = defineEvent<{ readonly n: number }>('auth.test-happened', {
  notifies: false,
  reason: 'Only tests publish it.',
});
const running = new AbortController();
let fresh: FreshDatabase;
let database: Database<Sql>;

beforeAll(async () => {
  fresh = await freshDatabase();
  await fresh.query(`CREATE TABLE profile.test_effect (at bigserial, producer text, n int);
    GRANT ALL ON profile.test_effect TO profile; GRANT ALL ON SEQUENCE profile.test_effect_at_seq TO profile`);
  database = openRepository<Sql, Sql>({
    schema: 'profile',
    databaseUrl: fresh.urlOf('profile'),
    log: undefined,
    createStore: (sql) => ({
      $queryRaw: (query, ...values) => sql.$queryRaw(query, ...values),
      $executeRaw: (query, ...values) => sql.$executeRaw(query, ...values),
    }),
  });
});
afterAll(async () => {
  await database.close();
  await fresh.drop();
});

/** Events 1 to `count` of a producer that only this test has. */
const eventsOf = (producer: string, count: number): DeliveredEvent[] =>
  Array.from({ length: count }, (_, at) => ({
    ...{ id: `evt_${producer}_${at + 1}`, producer, epoch: 'e', number: at + 1, type: happened.name },
    payload: { n: at + 1 },
  }));

/** Records each number, after `before` has passed it. */
const recording = (before: (n: number, sql: Sql) => unknown = () => undefined): Reaction<Sql> =>
  on(happened, async (sql: Sql, { n }, { producer }) => {
    await sql.$executeRaw`INSERT INTO test_effect (producer, n) VALUES (${producer}, ${n})`;
    await before(n, sql);
  });

const optionsOf = (reaction: Reaction<Sql>): HandlingOptions<Sql> => ({
  database,
  reactions: [reaction],
  log: openLog('test', 'silent'),
  onHandled: () => undefined,
  retryMs: 1,
  slowEvents: createSlowEvents(),
  batchSizes: createBatchSizes(),
  // However busy the machine is.
  maxBatchMs: Number.POSITIVE_INFINITY,
});

const effectsOf = async (producer: string): Promise<unknown[]> =>
  (await fresh.query('SELECT n FROM profile.test_effect WHERE producer = $1 ORDER BY at', [producer])).rows.map(
    ({ n }) => n,
  );
const positionOf = async (producer: string): Promise<number> =>
  Number(
    (await fresh.query('SELECT number FROM profile.inbox_position WHERE producer = $1', [producer])).rows[0]?.[
      'number'
    ],
  );
const transactionsOf = async (producer: string): Promise<number> =>
  (await fresh.query('SELECT DISTINCT xmin::text FROM profile.test_effect WHERE producer = $1', [producer])).rows
    .length;
const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);

describe('events', () => {
  test('are handled up to a hundred in one transaction, in their order', async () => {
    const commits: string[] = [];
    const options = { ...optionsOf(recording()), onHandled: () => void commits.push('commit') };

    expect(await handleEvents(options, eventsOf('many', 150), running.signal)).toBe(150);

    expect(await effectsOf('many')).toEqual(upTo(150));
    expect(await transactionsOf('many')).toBe(2);
    expect([commits.length, await positionOf('many')]).toEqual([2, 150]);
  });

  test('are handled by further transactions when the time of a batch is over', async () => {
    const events = eventsOf('slow', 4);

    expect(await handleEvents({ ...optionsOf(recording()), maxBatchMs: -1 }, events, running.signal)).toBe(4);

    expect(await effectsOf('slow')).toEqual([1, 2, 3, 4]);
    expect(await transactionsOf('slow')).toBe(4);
    expect(await positionOf('slow')).toBe(4);
  });

  test('around one that cannot be handled are handled in their order, and it becomes a dead letter', async () => {
    const tries: number[] = [];
    const reaction = recording((n) => {
      tries.push(n);
      if (n === 60) throw new Error('sixty is too many');
    });

    expect(await handleEvents(optionsOf(reaction), eventsOf('poisoned', 100), running.signal)).toBe(100);

    expect(await effectsOf('poisoned')).toEqual(upTo(100).filter((n) => n !== 60));
    expect(await positionOf('poisoned')).toBe(100);
    const letters = await fresh.query("SELECT number::int FROM profile.dead_letter WHERE producer = 'poisoned'");
    expect(letters.rows).toEqual([{ number: 60 }]);
    // Five attempts by itself, and one in each batch that was halved.
    expect(tries.filter((n) => n === 60).length).toBeLessThanOrEqual(5 + 10);
  });

  test('before one that must wait are handled, and the others once it can be', async () => {
    let isAway = true;
    const reaction = recording((n) => {
      if (n === 5 && isAway) throw fault('UNAVAILABLE', 'Temporarily unavailable. Try again.');
    });
    const options = optionsOf(reaction);
    const events = eventsOf('waiting', 10);

    await expect(handleEvents(options, events, running.signal)).rejects.toThrow('Temporarily unavailable');
    expect([await effectsOf('waiting'), await positionOf('waiting')]).toEqual([upTo(4), 4]);
    expect(options.batchSizes.of('waiting')).toBe(1);

    isAway = false;
    await handleEvents(options, events.slice(4), running.signal);
    expect([await effectsOf('waiting'), await positionOf('waiting')]).toEqual([upTo(10), 10]);
  });

  test('have no effect when their transaction ends in the middle, and each one effect when it is repeated', async () => {
    let kills = 1;
    const reaction = recording(async (n, sql) => {
      if (n !== 5 || kills === 0) return;
      kills -= 1;
      await sql.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
    });
    const seen: unknown[] = [];
    const options = { ...optionsOf(reaction), onHandled: () => void seen.push(kills) };

    await handleEvents(options, eventsOf('killed', 10), running.signal);

    expect(await effectsOf('killed')).toEqual(upTo(10));
    expect(seen.every((left) => left === 0)).toBe(true);
    expect(await positionOf('killed')).toBe(10);
  });

  test('that were handled, or come twice in one batch, have no second effect', async () => {
    const options = optionsOf(recording());
    const [first, second, third] = eventsOf('repeated', 3);
    if (first === undefined || second === undefined || third === undefined) throw new Error('no events');
    await handleEvents(options, [first, second], running.signal);
    await rewindTo(database.sql, 'repeated', { epoch: 'e', number: 0 });

    await handleEvents(options, [first, second, third, { ...third, number: 4 }], running.signal);

    expect(await effectsOf('repeated')).toEqual([1, 2, 3]);
    expect(await positionOf('repeated')).toBe(4);
  });

  test('that no reaction wants are passed without a transaction', async () => {
    const commits: string[] = [];
    const options = { ...optionsOf(recording()), onHandled: () => void commits.push('commit') };
    const events = eventsOf('unwanted', 5).map((event) => ({ ...event, type: 'auth.other-happened' }));

    expect(await handleEvents(options, events, running.signal)).toBe(5);

    expect([commits.length, await positionOf('unwanted')]).toEqual([0, 5]);
  });
});
