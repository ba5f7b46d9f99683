import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EventWorld, happened, openEventWorld } from '../../tests/event-world.ts';
import { eventually } from '../../tests/eventually.ts';
import { streamKeys } from './event-stream.ts';
import { numberRows, prune, recordConsumers } from './outbox-table.ts';
import { on } from './reaction.ts';

const DAY_MS = 24 * 60 * 60 * 1000;

let world: EventWorld;
beforeEach(async () => {
  world = await openEventWorld();
});
afterEach(() => world.close());

const later = (days: number): Date => new Date(Date.now() + days * DAY_MS);
const numbersInOutbox = async () =>
  (await world.query('SELECT number::int FROM auth.outbox_event ORDER BY number')).map(({ number }) => number);
const registered = () => world.query('SELECT consumer, number::int FROM auth.outbox_consumer ORDER BY consumer');
const epoch = async () => String((await world.query('SELECT epoch FROM auth.outbox_head'))[0]?.['epoch']);

test('a consumer is known to its producer before it has handled anything, and then as far as it has come', async () => {
  world.relay();
  world.consume();
  await eventually(async () => (await registered()).length === 1, 'the consumer to be known');
  expect(await registered()).toEqual([{ consumer: 'profile', number: 0 }]);

  await world.publish(1, 2);

  await eventually(async () => (await registered())[0]?.['number'] === 2, 'its position');
});

test('a consumer is known again after Redis was emptied', async () => {
  world.relay();
  world.consume();
  await world.publish(1);
  await eventually(async () => (await registered())[0]?.['number'] === 1, 'its position');

  await world.query('DELETE FROM auth.outbox_consumer');
  await world.commands.flushall();

  await eventually(async () => (await registered())[0]?.['number'] === 1, 'its position once more');
});

test('events are kept for seven days, and behind the slowest consumer', async () => {
  await world.publish(1, 2, 3, 4);
  await numberRows(world.producer, 3);
  const { sql } = world.producer;

  await prune(sql, later(8));
  expect(await numbersInOutbox()).toEqual([1, 2, 3, null]);

  await recordConsumers(sql, { profile: `${await epoch()} 3`, friends: `${await epoch()} 2` }, new Date());
  await prune(sql, later(6.9));
  expect(await numbersInOutbox()).toEqual([1, 2, 3, null]);

  await prune(sql, later(7.1));
  expect(await numbersInOutbox()).toEqual([3, null]);
});

test('positions of an older epoch, or that are none, count for nothing', async () => {
  await world.publish(1);
  await numberRows(world.producer, 10);

  await recordConsumers(
    world.producer.sql,
    { profile: 'older 1', friends: '1', chat: `${await epoch()} x` },
    new Date(),
  );

  expect(await registered()).toEqual([]);
});

test('a consumer that comes after events were pruned goes on with the oldest', async () => {
  await world.publish(1, 2, 3);
  await numberRows(world.producer, 10);
  await world.query('DELETE FROM auth.outbox_event WHERE number < 3');
  world.relay();
  world.consume();

  await eventually(async () => (await world.effects()).length > 0, 'the oldest that is left');
  await world.publish(4);
  await eventually(async () => (await world.effects()).length > 1, 'the next');

  expect(await world.effects()).toEqual([3, 4]);
});

test('events that mean nothing to a consumer are passed with one statement', async () => {
  await world.query(
    `INSERT INTO auth.outbox_event (id, type, payload) SELECT 'evt_' || n, 'auth.other', '{}' FROM generate_series(1, 150) AS n`,
  );
  await world.publish(1);
  const before = await writesTo('inbox_position');
  world.relay();
  world.consume([on(happened, async () => undefined)]);

  await eventually(async () => (await registered())[0]?.['number'] === 151, 'all to be passed');

  await eventually(async () => (await writesTo('inbox_position')) > before, 'the statistics');
  expect((await writesTo('inbox_position')) - before).toBeLessThan(5);
  await world.query(`INSERT INTO auth.outbox_event (id, type, payload) VALUES ('evt_last', 'auth.other', '{}')`);
  await eventually(
    async () => (await world.query('SELECT number::int FROM profile.inbox_position'))[0]?.['number'] === 152,
    'the last to be passed for good',
  );
});

const writesTo = async (table: string): Promise<number> => {
  const [row] = await world.query(
    `SELECT (n_tup_ins + n_tup_upd)::int AS writes FROM pg_stat_user_tables WHERE schemaname = 'profile' AND relname = '${table}'`,
  );
  return Number(row?.['writes'] ?? 0);
};

test('what is pruned lives on in Redis neither', async () => {
  const length = () => world.commands.xlen(streamKeys('auth').entries);
  const relay = world.relay();
  await world.publish(1, 2, 3);
  await eventually(async () => (await length()) === 3, 'all to be published');
  await relay.stop();
  await world.query('DELETE FROM auth.outbox_event WHERE number < 3');

  // Prunes when it begins, and from then on every minute.
  world.relay();

  await eventually(async () => (await length()) === 1, 'the older ones to go');
});
