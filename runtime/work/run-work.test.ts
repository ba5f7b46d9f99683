import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from '@jest/globals';
import { eventually } from '../../tests/eventually.ts';
import { openToyWorld, type ToyWorld } from '../../tests/toy-world.ts';
import type { Database, Sql } from '../database/database.ts';
import { fault } from '../executor/faults.ts';
import type { SignalListener } from '../live/signals.ts';
import { openLog } from '../logging/log.ts';
import { attemptWork } from './attempt-work.ts';
import { claimWork } from './claim-work.ts';
import { countWork } from './count-work.ts';
import { retryDeadWork } from './dead-work.ts';
import { enqueueWork } from './enqueue-work.ts';
import { removeWork } from './release-work.ts';
import { runWork, type WorkOptions } from './run-work.ts';
import type { WorkHandler } from './work-handler.ts';
import type { WorkDraft } from './work-insertion.ts';
import { defineWork } from './work-type.ts';

const task = defineWork<{ readonly name: string }>('task');
const log = openLog('work', 'silent');
const HOUR_MS = 3_600_000;

let world: ToyWorld;
let database: Database<Sql>;
let now = new Date();
const stops: (() => Promise<void>)[] = [];

beforeAll(async () => {
  world = await openToyWorld();
  await world.migrate({
    name: 'plant',
    contract: '',
    tables: 'CREATE TABLE done (name text, nth serial)',
    resolvers: {},
    open: openNothing,
  });
  database = world.database('plant');
});
beforeEach(() => {
  now = new Date();
});
afterEach(async () => {
  for (const stop of stops.splice(0)) await stop();
  await world.query('plant', 'TRUNCATE work_item, done');
});
afterAll(() => world.close());

function openNothing(): never {
  throw new Error('This domain is only migrated.');
}

const enqueue = (...drafts: readonly WorkDraft<{ readonly name: string }>[]): Promise<void> =>
  database.transaction((_, sql) => enqueueWork(sql, task, drafts, now));

const done = async (): Promise<string[]> =>
  (await world.query<{ name: string }>('plant', 'SELECT name FROM done ORDER BY nth')).map(({ name }) => name);

type Row = Readonly<Record<'due_at' | 'lease_until', Date | null>> & { readonly id: string };
const rows = () => world.query<Row>('plant', 'SELECT * FROM work_item ORDER BY position');
const isEmpty = async () => (await rows()).length === 0;

/** Records the name of each item in the transaction that completes it. */
const handler = (options: Partial<WorkHandler<Sql>> = {}): WorkHandler<Sql> => ({
  kind: task.kind,
  backoff: { firstMs: 1, maxMs: 1 },
  async complete(sql, { payload }) {
    await sql.$executeRaw`INSERT INTO done (name) VALUES (${nameOf(payload)})`;
  },
  ...options,
});

const nameOf = (payload: unknown): string => String(Reflect.get(Object(payload), 'name'));

/** Works as a process of its own until it is stopped. */
function start(one: WorkHandler<Sql>, options: Partial<WorkOptions<Sql>> = {}) {
  const stopping = new AbortController();
  let notify: SignalListener = () => undefined;
  const working = runWork(
    {
      domain: 'plant',
      database,
      handlers: [one],
      signals: {
        on(_, listener) {
          notify = listener;
          return () => undefined;
        },
      },
      log,
      now: () => now,
      random: () => 0,
      onCompleted: () => undefined,
      pollMs: 20,
      ...options,
    },
    stopping.signal,
  );
  const stop = () => {
    stopping.abort();
    return working;
  };
  stops.push(stop);
  return { stop, signal: () => notify({}) };
}

const claim = (token: string, free = 1, at = now) =>
  claimWork(database.sql, [{ kind: 'task', free, leaseMs: 30_000 }], token, at);

const attempt = async (one: WorkHandler<Sql>, token: string): Promise<void> => {
  const [item] = await claim(token);
  if (item === undefined) throw new Error('Nothing was claimed.');
  const options = { database, log, now: () => now, random: () => 0, onCompleted: () => undefined };
  await attemptWork(options, one, item, token, new AbortController().signal);
};

/** Has the lease of whatever is claimed end, as it does when its process is gone. */
const endLeases = () =>
  world.query('plant', "UPDATE work_item SET lease_until = clock_timestamp() - interval '1 second'");

describe('a lease', () => {
  test('of a process that was killed ends, and another process takes the item', async () => {
    await enqueue({ payload: { name: 'a' } });
    expect(await claim('killed')).toHaveLength(1);
    start(handler());
    expect(await claim('other')).toEqual([]);

    await endLeases();

    await eventually(isEmpty, 'the item to be completed');
    expect(await done()).toEqual(['a']);
  });

  test('that was lost fences the effect of who had it', async () => {
    await enqueue({ payload: { name: 'a' } });
    const slow = handler({
      async call() {
        await endLeases();
        expect(await claim('other')).toHaveLength(1);
      },
    });

    await attempt(slow, 'slow');

    expect(await done()).toEqual([]);
    expect(await rows()).toEqual([expect.objectContaining({ lease_token: 'other', last_error: null })]);
    expect(await removeWork(database.sql, (await rows())[0]?.id ?? '', 'slow')).toBe(false);
  });

  test('is renewed while work on the item goes on, which ends when the lease is lost', async () => {
    await enqueue({ payload: { name: 'a' } });
    let reason: unknown;
    start(
      handler({
        leaseMs: 300,
        call: (_, signal) =>
          new Promise<void>((_resolve, reject) => {
            signal.addEventListener('abort', () => {
              reason = signal.reason;
              reject(signal.reason);
            });
          }),
      }),
    );
    await eventually(async () => (await rows())[0]?.lease_until != null, 'the item to be claimed');
    const until = (await rows())[0]?.lease_until ?? new Date(0);
    await eventually(async () => ((await rows())[0]?.lease_until ?? until) > until, 'the lease to be renewed');

    await world.query('plant', `UPDATE work_item SET lease_token = 'other', lease_until = 'infinity'`);

    await eventually(() => reason !== undefined, 'the call to be aborted');
    expect(reason).toMatchObject({ name: 'LeaseLostError' });
  });

  test.each([HOUR_MS, -HOUR_MS])('does not end when the clock of a process jumps by %i ms', async (ms) => {
    await enqueue({ payload: { name: 'a' }, dueAt: new Date(now.getTime() - 2 * HOUR_MS) });
    expect(await claim('first')).toHaveLength(1);

    expect(await claim('second', 1, new Date(now.getTime() + ms))).toEqual([]);
  });
});

describe('a failure', () => {
  const failing = (error: unknown, options: Partial<WorkHandler<Sql>> = {}) =>
    handler({
      backoff: { firstMs: 1_000, maxMs: 60_000 },
      call: () => Promise.reject(error),
      ...options,
    });

  test('is followed by a delay that doubles, and by a dead letter in the end', async () => {
    await enqueue({ payload: { name: 'a' } });
    const delays: number[] = [];
    for (let nth = 1; nth <= 3; nth += 1) {
      await attempt(failing(new Error('a \0 stone'), { maxFailures: 3 }), `t${nth}`);
      const [row] = await rows();
      delays.push((row?.due_at?.getTime() ?? 0) - now.getTime());
      now = row?.due_at ?? now;
    }

    // Half of 1, 2 and 4 seconds, as the jitter is at its most; the last one is dead and is due no more.
    expect(delays).toEqual([500, 1_000, 0]);
    expect(await rows()).toEqual([
      expect.objectContaining({
        attempts: 3,
        last_error: 'Error: a \u{fffd} stone',
        failed_at: now,
        lease_token: null,
      }),
    ]);
    expect(await claim('later', 1, new Date(now.getTime() + HOUR_MS))).toEqual([]);
  });

  test('of a domain that is away does not count', async () => {
    await enqueue({ payload: { name: 'a' } });
    for (let nth = 1; nth <= 4; nth += 1) {
      await attempt(failing(fault('UNAVAILABLE', 'Away.'), { maxFailures: 1 }), `t${nth}`);
      now = (await rows())[0]?.due_at ?? now;
    }

    expect(await rows()).toEqual([expect.objectContaining({ attempts: 4, failures: 0, failed_at: null })]);
  });

  test('of the effect takes the effect back', async () => {
    await enqueue({ payload: { name: 'a' } });
    const torn = handler({
      async complete(sql: Sql) {
        await sql.$executeRaw`INSERT INTO done (name) VALUES ('torn')`;
        throw new Error('torn');
      },
    });

    await attempt(torn, 't1');
    expect(await done()).toEqual([]);
    expect(await rows()).toEqual([expect.objectContaining({ failures: 1, last_error: 'Error: torn' })]);
  });

  test('is what a call is that takes too long, and the call is aborted', async () => {
    await enqueue({ payload: { name: 'a' } });
    let isAborted = false;
    const endless = handler({
      timeLimitMs: 20,
      call: (_, signal) =>
        new Promise<never>(() => {
          signal.addEventListener('abort', () => {
            isAborted = true;
          });
        }),
    });

    await attempt(endless, 't1');
    expect(isAborted).toBe(true);
    expect(await rows()).toEqual([
      expect.objectContaining({ failures: 1, last_error: expect.stringContaining('TimeLimitError') }),
    ]);
  });

  test('of every process that had it makes an item a dead letter', async () => {
    await enqueue({ payload: { name: 'a' } });
    for (const token of ['killed', 'killed too']) {
      expect(await claim(token)).toHaveLength(1);
      await endLeases();
    }

    await attempt(handler({ maxFailures: 2 }), 'careful');

    expect(await done()).toEqual([]);
    expect(await rows()).toEqual([expect.objectContaining({ failed_at: now })]);
  });
});

describe('order', () => {
  test('within a key is kept by several processes, through failures', async () => {
    let isBusy = false;
    const failed = new Set<string>();
    const ordered = handler({
      concurrency: 5,
      async complete(sql, { payload }) {
        expect(isBusy).toBe(false);
        isBusy = true;
        const name = nameOf(payload);
        await sql.$executeRaw`INSERT INTO done (name) VALUES (${name})`;
        isBusy = false;
        if (failed.has(name)) return;
        failed.add(name);
        throw new Error('the first time');
      },
    });
    const names = Array.from({ length: 12 }, (_, nth) => `k${nth}`);
    await enqueue(...names.map((name) => ({ payload: { name }, key: 'k' })));

    start(ordered);
    start(ordered);

    // Time stands still, so what failed has to become due.
    await eventually(async () => {
      now = new Date(now.getTime() + 1);
      return isEmpty();
    }, 'all to be done');
    expect(await done()).toEqual(names);
  });

  test('within a key is the order of commits', async () => {
    const begun = Promise.withResolvers<void>();
    const committing = Promise.withResolvers<void>();
    const first = database.transaction(async (_, sql) => {
      await enqueueWork(sql, task, [{ payload: { name: 'first' }, key: 'k' }], now);
      begun.resolve();
      await committing.promise;
    });
    await begun.promise;
    const second = enqueue({ payload: { name: 'second' }, key: 'k' });
    await enqueue({ payload: { name: 'elsewhere' }, key: 'l' });
    const locks = () => world.query('plant', "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND NOT granted");
    await eventually(async () => (await locks()).length > 0, 'the second to wait for the first');
    expect((await claim('t1', 5)).map(({ payload }) => payload)).toEqual([{ name: 'elsewhere' }]);

    committing.resolve();
    await Promise.all([first, second]);

    expect((await claim('t2', 5)).map(({ payload }) => payload)).toEqual([{ name: 'first' }]);
  });

  test('within a key goes on behind a dead letter, and a retried one is the last', async () => {
    await enqueue(...['a', 'b', 'c'].map((name) => ({ payload: { name }, key: 'k' })));
    await attempt(handler({ maxFailures: 1, call: () => Promise.reject(new Error('no')) }), 't1');
    await attempt(handler(), 't2');
    expect(await done()).toEqual(['b']);

    await database.transaction((_, sql) => retryDeadWork(sql, null, now));
    await attempt(handler(), 't3');
    await attempt(handler(), 't4');

    expect(await done()).toEqual(['b', 'c', 'a']);
  });

  test('is by priority, then by time', async () => {
    const ago = (ms: number) => new Date(now.getTime() - ms);
    await enqueue(
      { payload: { name: 'low' }, priority: 'low', dueAt: ago(9_000) },
      { payload: { name: 'new' } },
      { payload: { name: 'old' }, dueAt: ago(1_000) },
      { payload: { name: 'high' }, priority: 'high' },
      { payload: { name: 'tomorrow' }, priority: 'high', dueAt: ago(-24 * HOUR_MS) },
    );

    start(handler({ concurrency: 1 }));

    await eventually(async () => (await rows()).length === 1, 'what is due');
    expect(await done()).toEqual(['high', 'old', 'new', 'low']);
    now = new Date(now.getTime() + 24 * HOUR_MS);
    await eventually(isEmpty, 'what is due tomorrow');
  });
});

test('an id is enqueued once while it waits', async () => {
  await enqueue({ id: 'wrk_1', payload: { name: 'a' } });
  await enqueue({ id: 'wrk_1', payload: { name: 'b' } }, { payload: { name: 'c' } });

  expect((await claim('t1', 5)).map(({ payload }) => payload)).toEqual([{ name: 'a' }, { name: 'c' }]);
});

test('a signal begins work that the poll would find much later', async () => {
  const { signal } = start(handler(), { pollMs: HOUR_MS });
  await enqueue({ payload: { name: 'a' } });
  signal();
  await eventually(isEmpty, 'the item');
});

test('a process that stops releases what it has begun, and the attempt does not count', async () => {
  await enqueue({ payload: { name: 'a' } });
  const begun = Promise.withResolvers<void>();
  const { stop } = start(
    handler({
      call() {
        begun.resolve();
        return new Promise(() => undefined);
      },
    }),
    { drainMs: 10 },
  );
  await begun.promise;
  await stop();

  expect(await rows()).toEqual([
    expect.objectContaining({ failures: 0, lease_token: null, last_error: null, due_at: now }),
  ]);
});

test('what waits and what is dead is counted by kind', async () => {
  const at = (ms: number) => new Date(now.getTime() + ms);
  await enqueue(
    { payload: { name: 'a' }, dueAt: at(-5_000) },
    { payload: { name: 'b' } },
    { payload: { name: 'c' }, dueAt: at(5_000) },
  );
  await attempt(handler({ maxFailures: 1, call: () => Promise.reject(new Error('no')) }), 't1');
  await enqueue({ payload: { name: 'd' }, dueAt: at(-3_000) });

  expect(await countWork(database.sql, now)).toEqual([{ kind: 'task', due: 2, dead: 1, oldestDueSeconds: 3 }]);
});
