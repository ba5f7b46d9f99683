import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { type EventWorld, happened, openEventWorld, record } from '../../tests/event-world.ts';
import { eventually } from '../../tests/eventually.ts';
import type { Sql } from '../database/database.ts';
import { streamKeys, toFields } from './event-stream.ts';
import type { InboxPosition } from './event-type.ts';
import { announce } from './outbox.ts';
import { numberNext, numberRows, outboxState } from './outbox-table.ts';
import { on } from './reaction.ts';

let world: EventWorld;
beforeEach(async () => {
  world = await openEventWorld();
});
afterEach(() => world.close());

const upTo = (n: number): number[] => Array.from({ length: n }, (_, at) => at + 1);
const effectsAre = async (expected: readonly number[]): Promise<void> => {
  const isThere = async () => (await world.effects()).length >= expected.length;
  await eventually(isThere, `${expected.length} effects`);
  expect(await world.effects()).toEqual(expected);
};
const positionIs = (number: number) =>
  eventually(async () => {
    const [row] = await world.query(`SELECT number FROM profile.inbox_position WHERE producer = 'auth'`);
    return Number(row?.['number']) === number;
  }, `position ${number}`);
const streamReaches = (length: number) =>
  eventually(async () => (await world.commands.xlen(streamKeys('auth').entries)) === length, `${length} entries`);
const countDistinct = async () =>
  world.query(
    'SELECT count(*)::int AS all, count(DISTINCT number)::int AS numbers, max(number)::int AS newest FROM auth.outbox_event',
  );

describe('numbers', () => {
  test('run from 1 to n without a gap over parallel transactions, and a rolled back one publishes no event', async () => {
    world.relay();
    world.consume();
    const publish = (n: number) =>
      world.producer.transaction(async (sql) => {
        await announce(sql, happened, { n }, new Date());
        if (n % 5 === 0) throw new Error('rolled back');
        return n;
      });

    const outcomes = await Promise.allSettled(upTo(40).map(publish));

    // On a busy machine some may wait too long for a connection.
    const committed = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []));
    const count = committed.length;
    expect(count).toBeGreaterThan(10);
    await eventually(async () => (await world.effects()).length >= count, 'all that was committed');
    expect((await world.effects()).sort((a, b) => a - b)).toEqual(committed.filter((n) => n % 5 !== 0));
    expect(await countDistinct()).toEqual([{ all: count, numbers: count, newest: count }]);
  });

  test('follow the commits: what was inserted first and committed last comes last', async () => {
    world.relay();
    world.consume();

    await world.producer.transaction(async (sql) => {
      await announce(sql, happened, { n: 2 }, new Date());
      await world.publish(1);
      await effectsAre([1]);
    });

    await effectsAre([1, 2]);
  });

  test('have no hole either while two relays number at once', async () => {
    for (let turn = 0; turn < 10; turn += 1) {
      await world.query(
        `INSERT INTO auth.outbox_event (id, type, payload) SELECT gen_random_uuid()::text, 't', '{}' FROM generate_series(1, 50)`,
      );
      await Promise.all([
        numberRows(world.producer, 50),
        numberRows(world.producer, 50),
        numberRows(world.producer, 50),
      ]);
    }

    expect(await countDistinct()).toEqual([{ all: 500, numbers: 500, newest: 500 }]);
    expect(await world.query('SELECT number::int FROM auth.outbox_head')).toEqual([{ number: 500 }]);
  });

  test('are given in one statement after the newest, to the relay that knows it', async () => {
    await world.query('UPDATE auth.outbox_head SET timeline = substr(pg_walfile_name(pg_current_wal_lsn()), 1, 8)');
    const start = await outboxState(world.producer.sql);
    const next = (newest: InboxPosition, limit = 50) => numberNext(world.producer.sql, 'auth', newest, limit);
    const insert = () =>
      world.query(
        `INSERT INTO auth.outbox_event (id, type, payload) SELECT gen_random_uuid()::text, 't', '{}' FROM generate_series(1, 50)`,
      );
    expect(await next(start)).toEqual({ head: { ...start, oldest: 1 }, events: [] });
    await insert();

    const results = await Promise.all([next(start), next(start), next(start)]);

    expect(results.filter((result) => result !== null)).toHaveLength(1);
    expect(results.find((result) => result !== null)?.events.map(({ number }) => number)).toEqual(upTo(50));
    await insert();
    expect(await next(start)).toBeNull();
    expect((await next({ ...start, number: 50 }, 20))?.head).toMatchObject({ number: 70, oldest: 1 });
    await world.query(`UPDATE auth.outbox_head SET timeline = 'other'`);
    expect(await next({ ...start, number: 70 })).toBeNull();
    expect(await countDistinct()).toEqual([{ all: 100, numbers: 70, newest: 70 }]);
  });
});

describe('nothing is lost or doubled', () => {
  test('when events are delivered a second time', async () => {
    world.relay();
    world.consume();
    await world.publish(1, 2, 3);
    await effectsAre([1, 2, 3]);

    await world.query('UPDATE profile.inbox_position SET number = 0');
    await world.publish(4);
    await positionIs(4);

    await effectsAre([1, 2, 3, 4]);
  });

  test('when Redis is emptied between publishing and consuming', async () => {
    world.relay();
    await world.publish(...upTo(5));
    await streamReaches(5);

    await world.commands.flushall();
    world.consume();

    await effectsAre(upTo(5));
  });

  test('when more was published than a batch holds, and Redis is emptied', async () => {
    world.relay();
    await world.query(
      `INSERT INTO auth.outbox_event (id, type, payload)
       SELECT 'evt_' || n, '${happened.name}', jsonb_build_object('n', n) FROM generate_series(1, 600) AS n`,
    );
    await streamReaches(600);

    await world.commands.flushall();
    world.consume();

    await effectsAre(upTo(600));
  });

  test('when Redis dies and comes back empty while both run, with news meanwhile', async () => {
    world.relay();
    world.consume();
    await world.publish(1, 2);
    await effectsAre([1, 2]);

    await world.redis.kill();
    await world.publish(3, 4);
    await world.redis.revive();
    await world.publish(5);

    await effectsAre(upTo(5));
  });

  test('when Redis is emptied while all are idle', async () => {
    world.relay();
    world.consume();
    await world.publish(1, 2);
    await effectsAre([1, 2]);

    await world.commands.flushall();
    await world.publish(3);

    await effectsAre([1, 2, 3]);
  });

  test.each(['an empty', 'a filled'])(
    'when a relay died between numbering and publishing, with %s stream',
    async (kind) => {
      if (kind === 'a filled') {
        const first = world.relay();
        await world.publish(1);
        await streamReaches(1);
        await first.stop();
      } else await world.publish(1);
      await world.publish(2, 3);
      await numberRows(world.producer, 100);

      world.consume();
      world.relay();

      await effectsAre([1, 2, 3]);
    },
  );

  test('when the database connection of the handler dies in the middle of its transaction', async () => {
    let kills = 2;
    world.relay();
    world.consume([
      on(happened, async (sql: Sql, { n }) => {
        await record(sql, n);
        if (n !== 2 || kills === 0) return;
        kills -= 1;
        await sql.$queryRaw`SELECT pg_terminate_backend(pg_backend_pid())`;
      }),
    ]);

    await world.publish(1, 2, 3);

    await effectsAre([1, 2, 3]);
    expect(kills).toBe(0);
    expect(await world.query('SELECT * FROM profile.dead_letter')).toEqual([]);
  });

  test('when all database connections die again and again', async () => {
    world.relay();
    world.consume();
    for (const n of upTo(20)) {
      await world.query(
        `SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = '${n % 2 === 0 ? 'auth' : 'profile'}' AND datname = current_database()`,
      );
      await eventually(
        () =>
          world.publish(n).then(
            () => true,
            () => false,
          ),
        'the event to be published',
      );
    }

    await eventually(async () => new Set(await world.effects()).size === 20, 'all effects');
    const published = await world.query(`SELECT (payload->>'n')::int AS n FROM auth.outbox_event ORDER BY number`);
    expect(await world.effects()).toEqual(published.map(({ n }) => n));
  });
});

describe('a producer whose database changed', () => {
  test('begins a new epoch: its numbers start again and are handled', async () => {
    const before = world.relay();
    world.consume();
    await world.publish(1, 2, 3);
    await effectsAre([1, 2, 3]);
    await before.stop();

    await world.query(`DELETE FROM auth.outbox_event; UPDATE auth.outbox_head SET epoch = 'new', number = 0`);
    await world.publish(11, 12);
    world.relay();

    await effectsAre([1, 2, 3, 11, 12]);
    await world.publish(13, 14, 15);
    await effectsAre([1, 2, 3, 11, 12, 13, 14, 15]);
  });

  test('goes on from an older number after a backup was restored', async () => {
    const before = world.relay();
    world.consume();
    await world.publish(1, 2, 3);
    await effectsAre([1, 2, 3]);
    await before.stop();

    await world.query('DELETE FROM auth.outbox_event WHERE number > 1; UPDATE auth.outbox_head SET number = 1');
    world.relay();
    await positionIs(1);
    await world.publish(12, 13);

    await effectsAre([1, 2, 3, 12, 13]);
  });
});

describe('a producer whose database failed over to a standby that had not received the newest commits', () => {
  /** What the last committed transactions did is gone, and PostgreSQL is on another timeline. */
  const failOver = (newest: number) =>
    world.query(
      `DELETE FROM auth.outbox_event WHERE number > ${newest}; UPDATE auth.outbox_head SET number = ${newest}, timeline = 'former'`,
    );

  test.each(['that runs on', 'that was restarted'])('delivers all new events by a relay %s', async (relay) => {
    const running = world.relay();
    world.consume();
    await world.publish(...upTo(20));
    await effectsAre(upTo(20));
    if (relay === 'that was restarted') await running.stop();

    await world.producer.transaction(async () => {
      await failOver(10);
    });
    if (relay === 'that was restarted') world.relay();
    const news = upTo(30).map((n) => 100 + n);
    await world.publish(...news);

    await effectsAre([...upTo(20), ...news]);
    await positionIs(40);
  });

  test('does not repeat or skip events for a consumer that was behind, over two failovers', async () => {
    const handled = world.consume();
    const running = world.relay();
    await world.publish(1, 2, 3);
    await effectsAre([1, 2, 3]);
    await handled.stop();
    await world.publish(4, 5, 6, 7);
    await eventually(async () => (await countDistinct())[0]?.['newest'] === 7, 'the numbers');
    await failOver(6);
    await world.publish(8);
    await eventually(async () => (await countDistinct())[0]?.['numbers'] === 7, 'the number of the next');
    await failOver(5);
    await world.publish(9);
    await eventually(async () => (await countDistinct())[0]?.['numbers'] === 6, 'the number of the last');
    await running.stop();
    await world.commands.flushall();
    // A replay of all would hide what a position brings.
    await world.query('DELETE FROM auth.outbox_event WHERE number < 3');

    world.relay();
    world.consume();

    await effectsAre([1, 2, 3, 4, 5, 9]);
    const [head] = await world.query('SELECT epoch, jsonb_array_length(former) AS former FROM auth.outbox_head');
    await positionIs(6);
    expect(head?.['former']).toBe(2);
    expect(await world.query('SELECT epoch FROM profile.inbox_position')).toEqual([{ epoch: head?.['epoch'] }]);
  });
});

test('a consumer whose requests have no effect repeats them at intervals, not in a loop', async () => {
  const keys = streamKeys('auth');
  const event = { id: 'evt_9', producer: 'auth', epoch: 'e', number: 9, type: happened.name, payload: { n: 9 } };
  await world.commands.xadd(keys.entries, '9-0', ...toFields(event));
  const started = performance.now();
  world.consume();
  const requestCount = async () => {
    const stats = await world.commands.info('commandstats');
    return Number(/cmdstat_hset:calls=(\d+)/.exec(stats)?.[1] ?? 0);
  };

  await eventually(async () => (await requestCount()) >= 10, 'ten requests');

  const took = performance.now() - started;
  expect(await requestCount()).toBeLessThanOrEqual(Math.ceil(took / 20) + 1);
  expect(await world.commands.hgetall(keys.republish)).toEqual({ profile: '1' });
});
