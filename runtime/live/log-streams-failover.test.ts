import { afterEach, beforeEach, expect, test } from '@jest/globals';
import { pino } from 'pino';
import { type ArrayLog, createArrayLog, createLocalSignals } from '../../tests/array-log.ts';
import { eventually } from '../../tests/eventually.ts';
import { encodeCursor } from './cursor.ts';
import type { LogEvent } from './durable-log.ts';
import { createStreams } from './log-streams.ts';

type Stream = AsyncIterableIterator<LogEvent<string>>;

const silent = pino({ level: 'silent' });
const KEY = 'room';
const FORMER = '00000001';
const PRESENT = '00000002';
let array: ArrayLog;
let streams: ReturnType<typeof createStreams>;

const start = (pollMs: number): void => {
  streams = createStreams(createLocalSignals(), silent, pollMs);
};
beforeEach(() => {
  array = createArrayLog();
  array.append(KEY, '1', '2', '3', '4', '5', '6', '7', '8', '9');
  start(3_600_000);
});
afterEach(() => streams.close());

const cursorAt = (sequence: number, timeline: string) => encodeCursor(array.log.name, KEY, sequence, timeline);
const open = (after: string | null = null) => streams.follow(array.log, KEY, 'ada', after);

/** The database fails over to a standby that was behind: entries 6 to 9 are lost, and others get their sequences. */
function failOver(...entries: readonly string[]): void {
  array.truncate(KEY, 5);
  array.failOver();
  array.append(KEY, ...entries);
}

/** Expects one resync, which leads to `head`, and that the stream then follows. */
async function expectResync(stream: Stream, head: number): Promise<void> {
  expect((await stream.next()).value).toEqual({ cursor: cursorAt(head, PRESENT), resyncRequired: true, entry: null });
  array.append(KEY, 'next');
  await streams.announce(array.log, KEY);
  expect((await stream.next()).value).toEqual({
    cursor: cursorAt(head + 1, PRESENT),
    resyncRequired: false,
    entry: 'next',
  });
}

test('an open stream requires a resync when an entry is added after the lost ones', async () => {
  const stream = await open();
  failOver('a', 'b', 'c', 'd', 'e', 'f');
  await streams.announce(array.log, KEY);
  await expectResync(stream, 11);
});

test('an open stream requires a resync when as many entries are added as were lost', async () => {
  streams.close();
  start(10);
  const stream = await open();
  failOver('a', 'b', 'c', 'd');
  await expectResync(stream, 9);
});

test('a stream that replays what was lost requires a resync, and so do the others of the log', async () => {
  const [behind, atEnd] = await Promise.all([open(cursorAt(0, FORMER)), open()]);
  failOver('a', 'b', 'c', 'd', 'e');
  expect((await behind.next()).value).toMatchObject({ resyncRequired: true, entry: null });
  expect((await atEnd.next()).value).toMatchObject({ resyncRequired: true, entry: null });
  array.append(KEY, 'f');
  await streams.announce(array.log, KEY);
  expect((await behind.next()).value).toMatchObject({ entry: 'f' });
  expect((await atEnd.next()).value).toMatchObject({ entry: 'f' });
});

test('a stream that resumes after a former cursor requires a resync, and so do those that were open', async () => {
  const before = await open();
  failOver('a', 'b', 'c', 'd', 'e');
  await expectResync(await open(cursorAt(9, FORMER)), 10);
  expect((await before.next()).value).toMatchObject({ resyncRequired: true, entry: null });
});

test('a stream that resumes after a present cursor replays what follows it', async () => {
  failOver('a', 'b', 'c', 'd', 'e');
  const stream = await open(cursorAt(9, PRESENT));
  expect((await stream.next()).value).toEqual({ cursor: cursorAt(10, PRESENT), resyncRequired: false, entry: 'e' });
});

test('the cursors of queries are of the present timeline after a poll', async () => {
  streams.close();
  start(10);
  expect(await streams.cursor(array.log, KEY, 9)).toBe(cursorAt(9, FORMER));
  failOver('a');
  await eventually(
    async () => (await streams.cursor(array.log, KEY, 6)) === cursorAt(6, PRESENT),
    'the timeline to be read',
  );
});
