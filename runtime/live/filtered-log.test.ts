import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type ArrayLog, createArrayLog, createLocalSignals } from '../../tests/array-log.ts';
import { randomOf } from '../../tests/seeded-random.ts';
import { encodeCursor } from './cursor.ts';
import type { LogEvent } from './durable-log.ts';
import { createStreams } from './log-streams.ts';
import { WHOLE_LOG } from './stored-log.ts';

type Stream = AsyncIterableIterator<LogEvent<string>>;

const silent = pino({ level: 'silent' });
const NEVER_MS = 3_600_000;
const VIEWERS = ['ada', 'ben', 'eve'];
let array: ArrayLog;
let streams: ReturnType<typeof createStreams>;
/** An entry such as `7:ada` is for the person named; these people may not see anything any more. */
let excluded: Set<string>;
/** Milliseconds on the clock of the streams. */
let clock = 0;

beforeEach(() => {
  excluded = new Set();
  array = createArrayLog(undefined, (entry, viewerId) => entry.endsWith(`:${viewerId}`) && !excluded.has(viewerId));
  streams = createStreams(createLocalSignals(), silent, NEVER_MS, () => clock);
});
afterEach(() => streams.close());

const cursorAt = (sequence: number) => encodeCursor('test.rows', WHOLE_LOG, sequence, '00000001');
const open = (viewerId: string, after: string | null = null) => streams.follow(array.log, WHOLE_LOG, viewerId, after);
const announce = () => streams.announce(array.log, WHOLE_LOG);
const next = async (stream: Stream): Promise<LogEvent<string>> => (await stream.next()).value;
/** Resolves when all that needs no timer has happened. */
async function settled(): Promise<void> {
  for (let turns = 0; turns < 20; turns += 1) await setImmediate();
}
/** Entries 1 to `count`, for the three in turn. */
const interleaved = (count: number) => Array.from({ length: count }, (_, at) => `${at + 1}:${VIEWERS[at % 3]}`);

/** The next entries; a resync and a new cursor without an entry show as such. */
async function take(stream: Stream, count: number): Promise<string[]> {
  const taken: string[] = [];
  while (taken.length < count) {
    const { resyncRequired, entry } = await next(stream);
    taken.push(resyncRequired ? 'resync' : (entry ?? 'checkpoint'));
  }
  return taken;
}

test('each viewer receives what concerns them, from one read and one question about all of them', async () => {
  const opened = await Promise.all([...VIEWERS, ...VIEWERS].map((viewerId) => open(viewerId)));
  array.resetCalls();
  array.append(WHOLE_LOG, ...interleaved(6));
  await announce();
  const taken = await Promise.all(opened.map((stream) => take(stream, 2)));
  expect(taken.slice(0, 3)).toEqual([
    ['1:ada', '4:ada'],
    ['2:ben', '5:ben'],
    ['3:eve', '6:eve'],
  ]);
  expect(taken.slice(3)).toEqual(taken.slice(0, 3));
  expect(array.calls).toMatchObject({ read: 1, relevant: 1, permitted: 1 });
});

test('a cursor is a number of the whole log: a stream resumes after any of them', async () => {
  array.append(WHOLE_LOG, ...interleaved(12));
  for (let after = 0; after < 12; after += 1) {
    for (const viewerId of VIEWERS) {
      const stream = await open(viewerId, cursorAt(after));
      const expected = interleaved(12)
        .slice(after)
        .filter((entry) => entry.endsWith(viewerId));
      expect(await take(stream, expected.length)).toEqual(expected);
      await stream.return?.();
    }
  }
});

test('what a viewer may no longer see when it is delivered is not delivered', async () => {
  const stream = await open('ada');
  array.append(WHOLE_LOG, '1:ada');
  excluded.add('ada');
  await announce();
  await settled();
  excluded.delete('ada');
  array.append(WHOLE_LOG, '2:ada');
  await announce();
  expect(await next(stream)).toMatchObject({ entry: '2:ada', cursor: cursorAt(2) });

  // What was read is good for a second.
  clock += 1_001;
  excluded.add('ada');
  const resumed = await open('ada', cursorAt(0));
  const pending = resumed.next();
  await settled();
  excluded.delete('ada');
  array.append(WHOLE_LOG, '3:ada');
  await announce();
  expect((await pending).value).toMatchObject({ entry: '3:ada' });
});

test('a row about which nobody has asked for this viewer is not taken from what was read for others', async () => {
  const first = await open('ben');
  array.append(WHOLE_LOG, '1:ben', '2:ada');
  await announce();
  expect(await take(first, 1)).toEqual(['1:ben']);
  const second = await open('ada', cursorAt(0));
  expect(await take(second, 1)).toEqual(['2:ada']);
});

test('whom nothing concerns gets a new cursor after a thousand rows, and reads them in pages', async () => {
  array.append(WHOLE_LOG, ...Array.from({ length: 2_500 }, (_, at) => `${at}:ben`));
  const stream = await open('ada', cursorAt(0));
  array.resetCalls();
  expect(await next(stream)).toEqual({ cursor: cursorAt(1_000), resyncRequired: false, entry: null });
  expect(array.calls.read).toBe(5);
  expect(await next(stream)).toEqual({ cursor: cursorAt(2_000), resyncRequired: false, entry: null });
  expect(array.calls).toMatchObject({ read: 10, relevant: 10 });
  array.append(WHOLE_LOG, '2501:ada');
  await announce();
  expect(await take(stream, 1)).toEqual(['2501:ada']);
});

test('an entry that concerns the viewer begins the count anew', async () => {
  array.append(WHOLE_LOG, ...Array.from({ length: 2_000 }, (_, at) => (at === 600 ? '601:ada' : `${at}:ben`)));
  const stream = await open('ada', cursorAt(0));
  expect(await next(stream)).toMatchObject({ entry: '601:ada' });
  expect(await next(stream)).toMatchObject({ entry: null, cursor: cursorAt(1_601) });
  array.append(WHOLE_LOG, '2001:ada');
  await announce();
  expect(await next(stream)).toMatchObject({ cursor: cursorAt(2_001) });
});

test('a cursor whose next entry is gone gets a resync, also when that entry was for somebody else', async () => {
  array.append(WHOLE_LOG, ...interleaved(6));
  array.prune(WHOLE_LOG, 2);
  const [stale, last] = await Promise.all([open('ada', cursorAt(1)), open('ada', cursorAt(2))]);
  expect(await take(stale, 1)).toEqual(['resync']);
  expect(await take(last, 1)).toEqual(['4:ada']);
});

test.each([1, 2, 3, 4, 5, 6, 7, 8])('all of it arrives once and in order, whatever happens (seed %i)', async (seed) => {
  const random = randomOf(seed);
  array = createArrayLog(
    () => random(3),
    (entry, viewerId) => entry.endsWith(`:${viewerId}`),
  );
  streams.close();
  streams = createStreams(
    createLocalSignals(() => [0, 1, 1, 2][random(4)] ?? 1),
    silent,
    3,
  );
  const all = interleaved(300);
  /** Goes away and comes back after its last cursor. */
  const client = async (viewerId: string): Promise<string[]> => {
    const total = all.filter((entry) => entry.endsWith(viewerId)).length;
    const received: string[] = [];
    let cursor = cursorAt(0);
    while (received.length < total) {
      const stream = await open(viewerId, cursor);
      for (let left = random(30) + 1; left > 0 && received.length < total; left -= 1) {
        const event = await next(stream);
        cursor = event.cursor;
        received.push(String(event.entry));
      }
      await stream.return?.();
    }
    return received;
  };
  const writer = async () => {
    for (let at = 0; at < all.length; at += 10) {
      array.append(WHOLE_LOG, ...all.slice(at, at + 10));
      void announce();
      for (let turns = random(6); turns > 0; turns -= 1) await setImmediate();
    }
  };
  const [received] = await Promise.all([Promise.all(VIEWERS.map(client)), writer()]);
  expect(received).toEqual(VIEWERS.map((viewerId) => all.filter((entry) => entry.endsWith(viewerId))));
});
