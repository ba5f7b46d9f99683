import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type EventWorld, happened, openEventWorld, record } from '../../tests/event-world.ts';
import { eventually } from '../../tests/eventually.ts';
import type { Sql } from '../database/database.ts';
import { fault } from '../executor/faults.ts';
import { newId } from '../operations/ids.ts';
import { streamKeys, toFields } from './event-stream.ts';
import { defineEvent } from './event-type.ts';
import { announce } from './outbox.ts';
import { on } from './reaction.ts';
import { retryDeadLetters } from './retry-dead-letters.ts';
import { createSlowEvents } from './slow-events.ts';

const log = pino({ level: 'silent' });
let world: EventWorld;
beforeEach(async () => {
  world = await openEventWorld();
});
afterEach(() => world.close());

const effectsAre = (expected: readonly number[]) =>
  eventually(async () => (await world.effects()).length >= expected.length, `effects ${expected}`).then(async () =>
    expect(await world.effects()).toEqual(expected),
  );
const letters = () => world.query('SELECT number::int, type, payload, error FROM profile.dead_letter ORDER BY number');

/** Publishes 1, 2 and 3, each when the one before is handled, or a dead letter: otherwise they may come as one batch. */
const publishOneByOne = async (): Promise<void> => {
  await world.publish(1);
  await effectsAre([1]);
  await world.publish(2);
  await eventually(async () => (await letters()).length === 1, 'a dead letter');
  await world.publish(3);
};

/** Records, but for the numbers that `failing` says. */
const recordingBut = (failing: (n: number) => Error | null, tries: number[] = []) =>
  on(happened, async (sql: Sql, { n }) => {
    tries.push(n);
    await record(sql, n);
    const error = failing(n);
    if (error !== null) throw error;
  });

describe('an event that cannot be handled', () => {
  test('is moved to the dead letters with its error after five attempts, and later events are handled', async () => {
    const tries: number[] = [];
    world.relay();
    world.consume([recordingBut((n) => (n === 2 ? new Error('two is\0 too many') : null), tries)]);

    await publishOneByOne();

    await effectsAre([1, 3]);
    expect(tries).toEqual([1, 2, 2, 2, 2, 2, 3]);
    expect(await letters()).toEqual([
      { number: 2, type: happened.name, payload: { n: 2 }, error: 'Error: two is\u{fffd} too many' },
    ]);
  });

  test('stays with its newest error when tried again in vain, and is handled once when it can be', async () => {
    let reason: string | null = 'first';
    const reaction = recordingBut((n) => (n === 1 && reason !== null ? new Error(reason) : null));
    world.relay();
    world.consume([reaction]);
    await world.publish(1, 2);
    await effectsAre([2]);

    reason = 'second';
    expect(await retryDeadLetters(world.consumer, [reaction], log)).toBe(0);
    expect(await letters()).toMatchObject([{ number: 1, error: 'Error: second' }]);

    reason = null;
    expect(await retryDeadLetters(world.consumer, [reaction], log)).toBe(1);
    expect(await retryDeadLetters(world.consumer, [reaction], log)).toBe(0);
    expect(await letters()).toEqual([]);
    expect(await world.effects()).toEqual([2, 1]);
  });

  test('has no second effect when it is delivered again after it was handled as a dead letter', async () => {
    let fails = true;
    const reaction = recordingBut((n) => (n === 1 && fails ? new Error('not yet') : null));
    world.relay();
    world.consume([reaction]);
    await world.publish(1, 2);
    await effectsAre([2]);
    fails = false;
    await retryDeadLetters(world.consumer, [reaction], log);

    await world.query('UPDATE profile.inbox_position SET number = 0');
    // It wakes the consumer, which reads from its position on.
    await world.publish(3);

    await effectsAre([2, 1, 3]);
  });

  test('waits while a domain that its handler asks is away, and holds up no other producer', async () => {
    let away = true;
    let tries = 0;
    const friendly = defineEvent<{ readonly n: number }>('friends.test-happened', {
      notifies: false,
      reason: 'Only tests publish it.',
    });
    world.relay();
    world.consume([
      on(happened, async (sql: Sql, { n }) => {
        tries += 1;
        if (away) throw fault('UNAVAILABLE', 'Temporarily unavailable. Try again.');
        await record(sql, n);
      }),
      on(friendly, (sql: Sql, { n }) => record(sql, n)),
    ]);
    await world.publish(1);
    await eventually(() => tries > 10, 'more tries than an event has that fails for its own reasons');

    const event = { id: newId('evt', new Date()), producer: 'friends', epoch: 'e', number: 1, type: friendly.name };
    await world.commands.xadd(streamKeys('friends').entries, '1-0', ...toFields({ ...event, payload: { n: 100 } }));
    await effectsAre([100]);

    away = false;
    await effectsAre([100, 1]);
    expect(await letters()).toEqual([]);
  });
});

describe('an event whose handler runs out of time', () => {
  const TRIES = 4;
  const patience = () => createSlowEvents({ tries: TRIES, firstPauseMs: 10, longestPauseMs: 20 });
  const tooLong = (sql: Sql) =>
    sql.$queryRaw`SELECT set_config('statement_timeout', '30', true), pg_sleep(0)::text`.then(
      () => sql.$queryRaw`SELECT pg_sleep(5)::text`,
    );
  const locked = (sql: Sql) =>
    sql.$queryRaw`SELECT set_config('lock_timeout', '30', true)`.then(() => sql.$executeRaw`LOCK profile.profile`);

  test('is moved to the dead letters after the last attempt, and later events are handled', async () => {
    const tries: number[] = [];
    world.relay();
    const handle = on(happened, async (sql: Sql, { n }) => {
      tries.push(n);
      await record(sql, n);
      if (n === 2) await tooLong(sql);
    });
    world.consume([handle], log, patience());

    await publishOneByOne();

    await effectsAre([1, 3]);
    expect(tries).toEqual([1, ...Array(TRIES).fill(2), 3]);
    expect(await letters()).toEqual([
      { number: 2, type: happened.name, payload: { n: 2 }, error: expect.stringContaining('statement timeout') },
    ]);
  });

  test('is handled when it is fast again in time', async () => {
    let tries = 0;
    world.relay();
    const handle = on(happened, async (sql: Sql, { n }) => {
      tries += 1;
      await record(sql, n);
      if (tries < TRIES) await tooLong(sql);
    });
    world.consume([handle], log, patience());

    await world.publish(1, 2);

    await effectsAre([1, 2]);
    expect(await letters()).toEqual([]);
  });

  test('waits as long as it takes for a lock, which somebody else has', async () => {
    let tries = 0;
    await world.query('GRANT ALL ON profile.profile TO profile');
    await world.query('BEGIN');
    await world.query('LOCK profile.profile');
    world.relay();
    const handle = on(happened, async (sql: Sql, { n }) => {
      tries += 1;
      await locked(sql);
      await record(sql, n);
    });
    world.consume([handle], log, patience());
    await world.producer.transaction((sql) => announce(sql, happened, { n: 1 }, new Date()));
    await eventually(() => tries > 2 * TRIES, 'more tries than an event has that runs out of time');

    await world.query('ROLLBACK');

    await effectsAre([1]);
    expect(await letters()).toEqual([]);
  });
});

test('what follows the commit runs once, and its failure neither repeats nor stops anything', async () => {
  const followed: string[] = [];
  world.relay();
  world.consume([
    on(happened, async (sql: Sql, { n }) => {
      await record(sql, n);
      return () => {
        followed.push(`first ${n}`);
        throw new Error('the signals are broken');
      };
    }),
    on(
      happened,
      async (_sql: Sql, { n }) =>
        () =>
          void followed.push(`second ${n}`),
    ),
  ]);

  await world.publish(1, 2);

  await eventually(() => followed.length >= 4, 'what follows');
  expect(followed).toEqual(['first 1', 'second 1', 'first 2', 'second 2']);
  expect(await world.effects()).toEqual([1, 2]);
});
