import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { type EventWorld, openEventWorld } from '../../tests/event-world.ts';
import { eventually } from '../../tests/eventually.ts';
import type { Sql } from '../database/database.ts';
import { defineEvent } from '../events/event-type.ts';
import { announce } from '../events/outbox.ts';
import { on } from '../events/reaction.ts';
import { createWakeSignal, type WakeSignal } from '../jobs/wake-signal.ts';
import { openLog } from '../logging/log.ts';
import type { EraseUser } from './erase-user.ts';
import { eraseUsers } from './erase-users.ts';
import { noteDeleted } from './erasure-table.ts';
import { whenUserDeleted } from './when-user-deleted.ts';

const MINUTE_MS = 60_000;
const met = defineEvent<{ readonly pair: readonly string[]; readonly n: number }>('auth.test-met', {
  notifies: false,
  reason: 'Only tests publish it.',
});

let world: EventWorld;
let clock: number;
let end: AbortController;
let running: Promise<void>[];
/** Starts a poll at once instead of after five seconds. */
let wakeSignal: WakeSignal;

beforeEach(async () => {
  world = await openEventWorld();
  await world.query('CREATE TABLE profile.test_note (user_id text); GRANT ALL ON profile.test_note TO profile');
  clock = Date.now();
  end = new AbortController();
  running = [];
  wakeSignal = createWakeSignal();
});
afterEach(async () => {
  end.abort();
  await Promise.all(running);
  await world.close();
});

/** Erases two notes a step. */
const eraseTwo: EraseUser<Sql> = async (sql, userId) => {
  const erased = await sql.$executeRaw`
    DELETE FROM test_note WHERE ctid IN (SELECT ctid FROM test_note WHERE user_id = ${userId} LIMIT 2)`;
  return { isComplete: erased < 2 };
};
const erase = (eraseUser: EraseUser<Sql> = eraseTwo): void => {
  const now = () => new Date(clock);
  const log = openLog('test', 'silent');
  const options = {
    domain: 'profile',
    database: world.consumer,
    eraseUser,
    now,
    log,
    woken: wakeSignal.wait,
    onErased: () => undefined,
  };
  running.push(eraseUsers(options, end.signal));
};
const write = (userId: string, times: number) =>
  world.query(`INSERT INTO profile.test_note SELECT '${userId}' FROM generate_series(1, ${times})`);
const notes = async () => (await world.query('SELECT user_id FROM profile.test_note')).map((row) => row['user_id']);
const erasedEvents = () =>
  world.query("SELECT payload ->> 'userId' AS who FROM profile.outbox_event WHERE type = 'profile.user-erased'");

test('a user is erased step by step, and the event is published once, when nothing is left', async () => {
  await write('usr_ada', 7);
  await write('usr_ben', 1);
  await noteDeleted(world.consumer.sql, 'usr_ada', new Date(clock));

  erase();

  await eventually(async () => (await erasedEvents()).length > 0, 'the event');
  expect(await notes()).toEqual(['usr_ben']);

  await noteDeleted(world.consumer.sql, 'usr_ben', new Date(clock));
  wakeSignal.wake();
  await eventually(
    async () => (await erasedEvents()).some(({ who }) => who === 'usr_ben'),
    'the event of the next user',
  );
  expect(await erasedEvents()).toEqual([{ who: 'usr_ada' }, { who: 'usr_ben' }]);
});

test('a step that fails publishes no event, does not delay other users, and is retried', async () => {
  let fails = true;
  for (const userId of ['usr_ada', 'usr_ben']) {
    await write(userId, 1);
    await noteDeleted(world.consumer.sql, userId, new Date(clock));
  }
  erase(async (sql, userId) => {
    const step = await eraseTwo(sql, userId, sql);
    if (fails && userId === 'usr_ada') throw new Error('out of luck');
    return step;
  });

  await eventually(async () => (await erasedEvents()).length === 1, 'the event of the other user');
  expect(await notes()).toEqual(['usr_ada']);
  fails = false;
  wakeSignal.wake();

  await eventually(async () => (await erasedEvents()).length === 2, 'the event after a retry');
  expect(await notes()).toEqual([]);
});

test('rows that a running request writes later are erased after 15 minutes, without another event', async () => {
  await noteDeleted(world.consumer.sql, 'usr_ada', new Date(clock));
  erase();
  await eventually(async () => (await erasedEvents()).length === 1, 'the event');
  await write('usr_ada', 3);

  clock += 15 * MINUTE_MS;
  wakeSignal.wake();

  const isSwept = async () =>
    (await world.query('SELECT FROM profile.erasure WHERE swept_at IS NOT NULL')).length === 1;
  await eventually(isSwept, 'the sweep');
  expect(await notes()).toEqual([]);
  expect(await erasedEvents()).toHaveLength(1);
});

test('work that failed for good and names a deleted user is removed, with the text of its error', async () => {
  const add = (id: string, userId: string, failedAt: string) =>
    world.query(`INSERT INTO profile.work_item (id, kind, payload, priority, due_at, failed_at, last_error, created_at)
      VALUES ('${id}', 'greet', '{"to": ["${userId}"]}', 1, now(), ${failedAt}, 'no such address', now())`);
  await add('wrk_dead', 'usr_ada', 'now()');
  await add('wrk_waiting', 'usr_ada', 'NULL');
  await add('wrk_other', 'usr_ben', 'now()');
  await noteDeleted(world.consumer.sql, 'usr_ada', new Date(clock));

  erase();
  await eventually(async () => (await erasedEvents()).length === 1, 'the event');

  expect(await world.query('SELECT id FROM profile.work_item ORDER BY id')).toEqual([
    { id: 'wrk_other' },
    { id: 'wrk_waiting' },
  ]);
});

test('events that name a deleted user are skipped, dead letters too, except for a reaction that wants them', async () => {
  const meet = (n: number, ...pair: readonly string[]) =>
    world.producer.transaction((sql) => announce(sql, met, { pair, n }, new Date()));
  const record = async (sql: Sql, { n }: { readonly n: number }) => {
    await sql.$executeRaw`INSERT INTO test_effect (n) VALUES (${n})`;
  };
  const insistent = async (sql: Sql, { n }: { readonly n: number }) => record(sql, { n: n + 100 });
  world.relay();
  world.consume([on(met, record), on(met, insistent, { wantsDeleted: true }), whenUserDeleted(() => undefined)]);
  await meet(1, 'usr_ada', 'usr_ben');
  await eventually(async () => (await world.effects()).length === 2, 'the first');

  await world.query(`INSERT INTO profile.dead_letter (id, producer, number, type, payload, error)
    VALUES ('evt_aside', 'auth', 1, 'auth.test-met', '{"pair": ["usr_ada"]}', 'out of luck')`);
  await noteDeleted(world.consumer.sql, 'usr_ada', new Date(clock));
  await meet(2, 'usr_ben', 'usr_ada');
  await meet(3, 'usr_ben');

  await eventually(async () => (await world.effects()).includes(103), 'the last');
  expect(await world.effects()).toEqual([1, 101, 102, 3, 103]);
  erase();
  await eventually(async () => (await erasedEvents()).length === 1, 'the event');
  expect(await world.query('SELECT id FROM profile.dead_letter')).toEqual([]);
});
