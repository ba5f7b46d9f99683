import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type ArrayLog, createArrayLog, createLocalSignals } from '../../tests/array-log.ts';
import { encodeCursor } from './cursor.ts';
import type { LogEvent } from './durable-log.ts';
import { createStreams } from './log-streams.ts';

type Stream = AsyncIterableIterator<LogEvent<string>>;

const silent = pino({ level: 'silent' });
const KEY = 'room';
const NEVER_MS = 3_600_000;
let array: ArrayLog;
let signals: ReturnType<typeof createLocalSignals>;
let streams: ReturnType<typeof createStreams>;

beforeEach(() => {
  array = createArrayLog();
  signals = createLocalSignals();
  streams = createStreams(signals, silent, NEVER_MS);
});
afterEach(() => streams.close());

const TIMELINE = '00000001';
const cursorAt = (sequence: number, key = KEY) => encodeCursor('test.rows', key, sequence, TIMELINE);
const open = (after?: string | null, viewerId = 'ada', key = KEY) => streams.follow(array.log, key, viewerId, after);
const numbers = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, at) => String(from + at));

/** Appends as another process would: first the commit, then the ring. */
async function add(...entries: string[]): Promise<void> {
  array.append(KEY, ...entries);
  await streams.announce(array.log, KEY);
}

/** The next events; a resync shows as `resync`. */
async function take(stream: Stream, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { done, value } = await stream.next();
    if (done) throw new Error(`The stream ended after ${taken.join()}.`);
    taken.push(value.resyncRequired ? 'resync' : String(value.entry));
  }
  return taken;
}

/** Resolves when all that needs no timer has happened. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await setImmediate();
}

describe('a stream', () => {
  test('without a cursor begins now, and follows in order with a cursor on each event', async () => {
    array.append(KEY, '1', '2');
    const stream = await open();
    await add('3');
    await add('4', '5');
    expect((await stream.next()).value).toEqual({ cursor: cursorAt(3), resyncRequired: false, entry: '3' });
    expect(await take(stream, 2)).toEqual(['4', '5']);
  });

  test.each([0, 1, 199, 449, 450])('after cursor %i replays what lies behind it, then follows', async (after) => {
    array.append(KEY, ...numbers(1, 450));
    const stream = await open(await streams.cursor(array.log, KEY, after));
    await add('451');
    expect(await take(stream, 451 - after)).toEqual(numbers(after + 1, 451));
  });

  test('of a key that has no rows yet begins with its first', async () => {
    const stream = await open(cursorAt(0));
    await add('1');
    expect(await take(stream, 1)).toEqual(['1']);
  });

  test.each([
    ['of another log', encodeCursor('other.rows', KEY, 1, TIMELINE)],
    ['of another key', cursorAt(1, 'elsewhere')],
    ['negative', cursorAt(-1)],
    ['fractional', cursorAt(1.5)],
    ['beyond exact numbers', cursorAt(2 ** 53)],
    ['text where a number belongs', Buffer.from('["test.rows","room","1"]').toString('base64url')],
    ['an object', Buffer.from('{"0":"test.rows"}').toString('base64url')],
    ['null', Buffer.from('null').toString('base64url')],
    ['garbage', 'ÿ\u0000 not a cursor'],
    ['empty', ''],
  ])('refuses a cursor that is %s, and leaves nothing behind', async (_, after) => {
    await expect(open(after)).rejects.toMatchObject({ extensions: { code: 'BAD_USER_INPUT' } });
    expect(signals.listeners()).toBe(0);
  });

  test('whose log cannot be read at its opening is refused, and leaves nothing behind', async () => {
    array.before = () => Promise.reject(new Error('away'));
    await expect(open()).rejects.toThrow('away');
    expect(signals.listeners()).toBe(0);
  });

  test('answers each of several waiting calls with another event', async () => {
    array.append(KEY, ...numbers(1, 300));
    const stream = await open(cursorAt(0));
    const answers = await Promise.all(numbers(1, 300).map(() => stream.next()));
    expect(answers.map(({ value }) => value?.entry)).toEqual(numbers(1, 300));
  });
});

describe('what can no longer be replayed', () => {
  const resynced = async (stream: Stream, head: number) => {
    expect((await stream.next()).value).toEqual({
      cursor: cursorAt(head),
      resyncRequired: true,
      entry: null,
    });
    await add(String(head + 1));
    expect(await take(stream, 1)).toEqual([String(head + 1)]);
  };

  test('because the cursor is too old is reported once, with a fresh cursor, and the stream goes on', async () => {
    array.append(KEY, ...numbers(1, 10));
    array.prune(KEY, 6);
    await resynced(await open(cursorAt(5)), 10);
    expect(await take(await open(cursorAt(6)), 1)).toEqual(['7']);
  });

  test('because the cursor is ahead of the log is reported once, and the stream goes on', async () => {
    array.append(KEY, '1', '2');
    await resynced(await open(cursorAt(7)), 2);
  });

  test.each([
    ['some of it', 700],
    ['all of it', 800],
  ])('because %s was pruned before a slow reader read it is reported once', async (_, upTo) => {
    const stream = await open();
    await add(...numbers(1, 800));
    await settled();
    array.prune(KEY, upTo);
    array.resetCalls();
    await resynced(stream, 800);
    expect(array.calls.read).toBeLessThan(5);
  });

  test('because of a gap in the rows of the tail is reported once', async () => {
    array.append(KEY, ...numbers(1, 5));
    const stream = await open();
    await add('6');
    await settled();
    array.append(KEY, '7', '8');
    array.prune(KEY, 7);
    await streams.announce(array.log, KEY);
    expect(await take(stream, 2)).toEqual(['6', 'resync']);
    await add('9');
    expect(await take(stream, 1)).toEqual(['9']);
  });

  test('because the log was restored from a backup is reported once to followers', async () => {
    streams.close();
    streams = createStreams(signals, silent, 10);
    array.append(KEY, ...numbers(1, 9));
    const stream = await open();
    array.truncate(KEY, 4);
    await resynced(stream, 4);
  });
});

describe('rows that a slow reader holds', () => {
  const TOO_OLD_MS = 1_001;
  let clock: number;
  beforeEach(() => {
    clock = 0;
    streams.close();
    streams = createStreams(signals, silent, NEVER_MS, () => clock);
    array.append(KEY, ...numbers(1, 300));
  });

  test('are read again once they are a second old: what they held may have changed since', async () => {
    const stream = await open(cursorAt(0));
    expect(await take(stream, 2)).toEqual(['1', '2']);
    array.change(KEY, 3, 'three');
    array.change(KEY, 4, 'four');
    clock += TOO_OLD_MS - 1;
    expect(await take(stream, 1)).toEqual(['3']);
    clock += 1;
    expect(await take(stream, 297)).toEqual(['four', ...numbers(5, 300)]);
  });

  test('are no more than it takes in time', async () => {
    const stream = await open(cursorAt(0));
    const limits: number[] = [];
    const { read } = array.log;
    array.log.read = (key, after, limit) => {
      limits.push(limit);
      return read(key, after, limit);
    };
    await take(stream, 1);
    for (let event = 0; event < 3; event += 1) {
      clock += TOO_OLD_MS;
      await take(stream, 1);
    }
    expect(limits).toEqual([200, 1, 2, 1]);
  });

  test('are not delivered to a viewer who has lost access meanwhile, even without a signal', async () => {
    const stream = await open(cursorAt(0), 'eve');
    await take(stream, 1);
    array.deny('eve');
    clock += TOO_OLD_MS;
    await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });
});

describe('permission lost', () => {
  const forbidden = { extensions: { code: 'FORBIDDEN' } };

  test('ends the stream with FORBIDDEN and no row after it, also for rows of the same moment', async () => {
    const [ada, eve] = [await open(null, 'ada'), await open(null, 'eve')];
    await add('1');
    expect(await Promise.all([take(ada, 1), take(eve, 1)])).toEqual([['1'], ['1']]);
    array.deny('eve');
    await add('secret');
    await expect(eve.next()).rejects.toMatchObject(forbidden);
    expect(await eve.next()).toEqual({ done: true, value: undefined });
    expect(await take(ada, 1)).toEqual(['secret']);
  });

  test('without any row ends a stream that waits, once it is announced', async () => {
    const stream = await open(null, 'eve');
    const next = stream.next();
    array.deny('eve');
    await streams.announce(array.log, KEY);
    await expect(next).rejects.toMatchObject(forbidden);
    expect(signals.listeners()).toBe(0);
  });

  test('while a reader is behind gives it no row that was stored after', async () => {
    array.append(KEY, ...numbers(1, 50));
    const stream = await open(cursorAt(0), 'eve');
    // The row is stored, and the reader reads, before the signal arrives.
    array.deny('eve');
    array.append(KEY, 'secret');
    expect(await take(stream, 50)).toEqual(numbers(1, 50));
    const next = stream.next();
    await streams.announce(array.log, KEY);
    await expect(next).rejects.toMatchObject(forbidden);
  });

  test('between the check of the caller and the opening gives no row at all', async () => {
    array.append(KEY, '1');
    array.deny('eve');
    await expect((await open(cursorAt(0), 'eve')).next()).rejects.toMatchObject(forbidden);
    expect(signals.listeners()).toBe(0);
  });

  test('while the rows are being read gives none of them', async () => {
    const stream = await open(null, 'eve');
    await settled();
    array.before = (call) => {
      if (call === 'permitted') array.deny('eve');
    };
    await add('secret');
    await expect(stream.next()).rejects.toMatchObject(forbidden);
  });
});

describe('many followers', () => {
  test('cost one read and one look at permissions per event', async () => {
    const viewers = numbers(1, 200);
    const opened = await Promise.all(viewers.map((viewerId) => open(null, viewerId)));
    await settled();
    array.resetCalls();
    for (const entry of numbers(1, 10)) {
      await add(entry);
      expect(await Promise.all(opened.map((stream) => take(stream, 1)))).toEqual(viewers.map(() => [entry]));
    }
    expect(array.calls).toMatchObject({ heads: 0, oldest: 0, read: 10, permitted: 10 });
  });

  test('cost no read of the rows at their opening', async () => {
    await open();
    await settled();
    array.resetCalls();
    await Promise.all(numbers(1, 50).map(() => open()));
    await settled();
    expect(array.calls).toMatchObject({ heads: 50, oldest: 0, read: 0, permitted: 50 });
  });

  test('get from a stream that opens later the rows for which no signal arrived', async () => {
    const early = await open();
    array.append(KEY, '1', '2');
    await open();
    expect(await take(early, 2)).toEqual(['1', '2']);
  });

  test.each([255, 256, 257])('hold the newest 256 rows together: one that is %i behind misses none', async (behind) => {
    const stream = await open();
    await settled();
    await add(...numbers(1, behind));
    await settled();
    expect(await take(stream, behind)).toEqual(numbers(1, behind));
  });

  test('are not held up by one that does not read, and it catches up from the log', async () => {
    const [quick, slow] = [await open(), await open()];
    for (let from = 1; from <= 2_000; from += 100) {
      await add(...numbers(from, from + 99));
      await take(quick, 100);
    }
    expect(await take(slow, 2_000)).toEqual(numbers(1, 2_000));
  });
});

describe('faults', () => {
  test('a database that is away delays rows and loses none', async () => {
    const [near, far] = [await open(), await open(cursorAt(0))];
    await add('1');
    await take(near, 1);
    let failures = 0;
    array.before = () => {
      failures += 1;
      if (failures < 4) throw new Error('away');
    };
    await add('2', '3');
    expect(await take(near, 2)).toEqual(['2', '3']);
    expect(await take(far, 3)).toEqual(['1', '2', '3']);
    expect(failures).toBeGreaterThan(3);
  });

  test('a database that goes away before permission was looked at shows no row until it was', async () => {
    const stream = await open(null, 'eve');
    await settled();
    let failures = 0;
    array.before = (call) => {
      if (call !== 'permitted') return;
      failures += 1;
      if (failures < 3) throw new Error('away');
      array.deny('eve');
    };
    await add('secret');
    await expect(stream.next()).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
  });

  test('a log that grows while it is read is read to its end', async () => {
    const stream = await open();
    array.before = (call) => {
      if (call === 'read' && array.calls.read < 5) void add(`during ${array.calls.read}`);
    };
    array.resetCalls();
    await add('first');
    expect(await take(stream, 5)).toEqual(['first', ...[1, 2, 3, 4].map((at) => `during ${at}`)]);
  });
});
