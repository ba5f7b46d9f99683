import { setImmediate } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type ArrayLog, createArrayLog, createLocalSignals } from '../../tests/array-log.ts';
import { privateRedis } from '../../tests/engines.ts';
import { eventually } from '../../tests/eventually.ts';
import { randomOf } from '../../tests/seeded-random.ts';
import type { EmbeddedRedis } from '../embedded/redis.ts';
import { openRedis, type RedisConnections } from '../redis.ts';
import { encodeCursor } from './cursor.ts';
import type { LogEvent } from './durable-log.ts';
import { createStreams } from './log-streams.ts';
import { createSignals } from './redis-signals.ts';
import type { Signals } from './signals.ts';

type Stream = AsyncIterableIterator<LogEvent<string>>;

const silent = pino({ level: 'silent' });
const NEVER_MS = 3_600_000;
const closing: (() => Promise<void> | void)[] = [];
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));
const DEAF: Signals = { notify: async () => undefined, on: () => () => undefined };

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

async function take(stream: Stream, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { done, value } = await stream.next();
    if (done) throw new Error(`The stream ended after ${taken.join()}.`);
    taken.push(value.resyncRequired ? 'resync' : String(value.entry));
  }
  return taken;
}

function openStreams(signals: Signals, pollMs: number) {
  const streams = createStreams(signals, silent, pollMs);
  closing.push(streams.close);
  return streams;
}

describe('over Redis', () => {
  let server: EmbeddedRedis;
  beforeAll(async () => {
    server = await privateRedis();
  });
  afterAll(() => server.stop());

  function openSide(pollMs: number) {
    const redis: RedisConnections = openRedis(server.url, silent);
    const signals = createSignals(redis);
    closing.push(signals.close, redis.close);
    const ready = () =>
      eventually(
        () => [redis.subscriber, redis.pubsub.getPublisher()].every(({ status }) => status === 'ready'),
        'the connections',
      );
    return { redis, ready, streams: openStreams(signals, pollMs) };
  }
  const add = async (array: ArrayLog, side: ReturnType<typeof openSide>, ...entries: string[]) => {
    array.append('room', ...entries);
    await side.streams.announce(array.log, 'room');
  };

  test('what one process stores another one sends', async () => {
    const array = createArrayLog();
    const [writer, reader] = [openSide(NEVER_MS), openSide(NEVER_MS)];
    await Promise.all([writer.ready(), reader.ready()]);
    const streams = await Promise.all(numbers(1, 5).map(() => reader.streams.follow(array.log, 'room', 'ada', null)));
    await add(array, writer, '1');
    await add(array, writer, '2', '3');
    for (const stream of streams) expect(await take(stream, 3)).toEqual(['1', '2', '3']);
  });

  test('a reconnection makes good what was announced meanwhile, without any poll', async () => {
    const array = createArrayLog();
    const [writer, reader] = [openSide(NEVER_MS), openSide(NEVER_MS)];
    await Promise.all([writer.ready(), reader.ready()]);
    const stream = await reader.streams.follow(array.log, 'room', 'ada', null);
    await add(array, writer, '1');
    expect(await take(stream, 1)).toEqual(['1']);
    await server.kill();
    await add(array, writer, '2');
    const next = take(stream, 1);
    await server.revive();
    expect(await next).toEqual(['2']);
    await Promise.all([writer.ready(), reader.ready()]);
    await add(array, writer, '3');
    expect(await take(stream, 1)).toEqual(['3']);
  });

  test('while Redis is dead streams open, replay, follow by the poll and close', async () => {
    await server.kill();
    const array = createArrayLog();
    array.append('room', '1', '2');
    const side = openSide(20);
    const stream = await side.streams.follow(array.log, 'room', 'ada', await side.streams.cursor(array.log, 'room', 0));
    expect(await take(stream, 2)).toEqual(['1', '2']);
    await add(array, side, '3');
    expect(await take(stream, 1)).toEqual(['3']);
    const other = await side.streams.follow(array.log, 'elsewhere', 'ada', null);
    await other.return?.();
    await server.revive();
    await side.ready();
    await add(array, side, '4');
    expect(await take(stream, 1)).toEqual(['4']);
  });
});

describe('the poll', () => {
  test('makes up for lost signals, with one query for the heads of all keys of a log', async () => {
    const array = createArrayLog();
    const streams = openStreams(DEAF, 20);
    const keys = numbers(1, 30).map((nth) => `room-${nth}`);
    const opened = await Promise.all(keys.map((key) => streams.follow(array.log, key, 'ada', null)));
    await Promise.all(keys.map((key) => streams.follow(array.log, key, 'bob', null)));
    for (const key of keys) array.append(key, 'news');
    array.resetCalls();
    expect(await Promise.all(opened.map((stream) => take(stream, 1)))).toEqual(keys.map(() => ['news']));
    expect(new Set(array.headsRequested.map((keys) => [...keys].toSorted().join()))).toEqual(
      new Set([keys.toSorted().join()]),
    );
    expect(array.calls.read).toBe(30);
  });

  test('goes on when the heads could not be read, and reads nothing where nothing is new', async () => {
    const array = createArrayLog();
    const streams = openStreams(DEAF, 10);
    const stream = await streams.follow(array.log, 'room', 'ada', null);
    array.resetCalls();
    array.before = (call) => {
      if (call === 'heads' && array.calls.heads < 4) throw new Error('away');
    };
    await eventually(() => array.calls.heads >= 6, 'some polls');
    expect(array.calls.read).toBe(0);
    array.append('room', 'news');
    expect(await take(stream, 1)).toEqual(['news']);
  });

  test('rests while nobody follows', async () => {
    const array = createArrayLog();
    const streams = openStreams(DEAF, 5);
    const stream = await streams.follow(array.log, 'room', 'ada', null);
    await eventually(() => array.calls.heads >= 2, 'a poll');
    await stream.return?.();
    array.resetCalls();
    const other = createArrayLog();
    const later = await openStreams(DEAF, 5).follow(other.log, 'room', 'ada', null);
    await eventually(() => other.calls.heads >= 4, 'polls of others');
    expect(array.calls.heads).toBe(0);
    await later.return?.();
  });
});

describe('closing', () => {
  test('a stream that waits ends at once, and so does one that waits for a database that does not answer', async () => {
    const array = createArrayLog();
    const signals = createLocalSignals();
    const streams = openStreams(signals, NEVER_MS);
    array.append('room', '1');
    const waiting = await streams.follow(array.log, 'room', 'ada', null);
    const hanging = await streams.follow(array.log, 'room', 'bob', await streams.cursor(array.log, 'room', 0));
    array.before = () => new Promise<void>(() => undefined);
    const steps = [waiting.next(), waiting.next(), hanging.next()];
    await setImmediate();
    await Promise.all([waiting.return?.(), hanging.return?.()]);
    expect(await Promise.all(steps)).toEqual(steps.map(() => ({ done: true, value: undefined })));
    expect(await waiting.next()).toEqual({ done: true, value: undefined });
    expect(signals.listeners()).toBe(0);
  });

  test('the last stream of a key takes its listener along, whatever ended it', async () => {
    const array = createArrayLog();
    const signals = createLocalSignals();
    const streams = openStreams(signals, NEVER_MS);
    const follow = (viewerId: string, key: string) => streams.follow(array.log, key, viewerId, null);
    const [ada, bob, eve] = await Promise.all([follow('ada', 'a'), follow('bob', 'a'), follow('eve', 'b')]);
    expect(signals.listeners()).toBe(2);
    await ada.return?.();
    await ada.return?.();
    expect(signals.listeners()).toBe(2);
    array.deny('eve');
    await streams.announce(array.log, 'b');
    await eve.next().catch(() => undefined);
    expect(signals.listeners()).toBe(1);
    await bob.return?.();
    expect(signals.listeners()).toBe(0);
    const again = await follow('ada', 'a');
    array.append('a', 'news');
    await streams.announce(array.log, 'a');
    expect(await take(again, 1)).toEqual(['news']);
  });

  test('a stream that is left while its rows are read leaves nothing behind', async () => {
    const array = createArrayLog(() => 3);
    const signals = createLocalSignals();
    const streams = openStreams(signals, NEVER_MS);
    const stream = await streams.follow(array.log, 'room', 'ada', null);
    array.append('room', '1');
    await streams.announce(array.log, 'room');
    await stream.return?.();
    await eventually(() => signals.listeners() === 0, 'the end of listening');
  });

  test('all at once ends every stream, those that are just opening, and refuses new ones', async () => {
    const array = createArrayLog(() => 3);
    const signals = createLocalSignals();
    const streams = openStreams(signals, NEVER_MS);
    const waiting = (await streams.follow(array.log, 'room', 'ada', null)).next();
    const opening = streams.follow(array.log, 'room', 'bob', null);
    streams.close();
    expect(await waiting).toEqual({ done: true, value: undefined });
    expect(await (await opening).next()).toEqual({ done: true, value: undefined });
    expect(signals.listeners()).toBe(0);
    await expect(streams.follow(array.log, 'room', 'eve', null)).rejects.toMatchObject({
      extensions: { code: 'UNAVAILABLE' },
    });
  });
});

describe('whatever happens', () => {
  test.each(Array.from({ length: 60 }, (_, at) => at + 1))(
    'each entry comes exactly once and in order (seed %i)',
    async (seed) => {
      const random = randomOf(seed);
      const array = createArrayLog(() => random(3));
      const signals = createLocalSignals(() => [0, 1, 1, 2][random(4)] ?? 1);
      const streams = openStreams(signals, 3);
      const total = 300;
      array.append('room', ...numbers(1, 20));
      // A failed read is tried again a quarter of a second later: few runs have one, or all of them would take long.
      let failuresLeft = seed % 6 === 0 ? 2 : 0;
      array.before = () => {
        if (failuresLeft === 0 || random(10) !== 0) return;
        failuresLeft -= 1;
        throw new Error('away');
      };

      /** A client that goes away and comes back after its last cursor, as often as it likes. */
      const client = async () => {
        let position = random(21);
        let cursor = encodeCursor(array.log.name, 'room', position, '00000001');
        const start = position;
        const got: string[] = [];
        while (position < total) {
          const stream = await streams
            .follow(array.log, 'room', `viewer-${random(3)}`, cursor)
            .catch(() => streams.follow(array.log, 'room', 'again', cursor))
            .catch(() => streams.follow(array.log, 'room', 'and again', cursor));
          for (let left = random(200) + 1; left > 0 && position < total; left -= 1) {
            const { value } = await stream.next();
            cursor = value.cursor;
            position += 1;
            got.push(value.entry);
            if (random(10) === 0) await setImmediate();
          }
          await stream.return?.();
        }
        return { got, expected: numbers(start + 1, total) };
      };
      const writer = async () => {
        for (let next = 21; next <= total; ) {
          const upTo = Math.min(total, next + random(40));
          array.append('room', ...numbers(next, upTo));
          next = upTo + 1;
          void streams.announce(array.log, 'room');
          for (let turns = random(6); turns > 0; turns -= 1) await setImmediate();
        }
      };
      const [clients] = await Promise.all([Promise.all([client(), client(), client(), client()]), writer()]);
      for (const { got, expected } of clients) expect(got).toEqual(expected);
      await eventually(() => signals.listeners() === 0, 'the end of listening');
    },
  );
});
