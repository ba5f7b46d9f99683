import { expect, test } from '@jest/globals';
import type { ExecutionResult } from 'graphql';
import { pino } from 'pino';
import { isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { ResultStream } from './result-stream.ts';
import { backoff, openResumingStream } from './resuming-stream.ts';

const log = pino({ level: 'silent' });

/** A stream of these steps; an Error is thrown, and after the last step it never answers. */
function streamOf(steps: readonly (ExecutionResult | Error)[], onReturn = () => undefined): ResultStream {
  const left = [...steps];
  return {
    async next() {
      const step = left.shift();
      if (step instanceof Error) throw step;
      return step === undefined ? await new Promise<never>(() => undefined) : { done: false, value: step };
    },
    async return() {
      onReturn();
      return { done: true, value: undefined };
    },
    [Symbol.asyncIterator]() {
      return this;
    },
  };
}

const event = (n: number): ExecutionResult => ({ data: { n } });
const cursorOf = ({ data }: ExecutionResult) => (data?.['n'] === undefined ? null : String(data['n']));
const BROKEN = fault('SUBGRAPH_UNAVAILABLE', 'away');

async function opened(open: (after: string | null) => ResultStream | ExecutionResult, signal?: AbortSignal) {
  const pauses: number[] = [];
  const pause = async (attempt: number) => void pauses.push(attempt);
  const stream = await openResumingStream({ open: async (after) => open(after), cursorOf, pause, log, signal });
  if (!isStream(stream)) throw new Error('refused');
  return { stream, pauses };
}

test('closing ends a pending `next`, also of a source that ignores `return`', async () => {
  let returned = 0;
  const { stream } = await opened(() => streamOf([], () => void returned++));
  const pending = stream.next();
  await stream.return?.();
  expect(await pending).toEqual({ done: true, value: undefined });
  expect(returned).toBe(1);
});

test('a signal closes it, one that was given up before it opened too', async () => {
  const abort = new AbortController();
  const { stream } = await opened(() => streamOf([]), abort.signal);
  const pending = stream.next();
  abort.abort();
  expect(await pending).toMatchObject({ done: true });
  expect(await (await opened(() => streamOf([event(1)]), abort.signal)).stream.next()).toMatchObject({ done: true });
});

test('pauses grow with attempts in a row, and begin anew after an event', async () => {
  const after: (string | null)[] = [];
  const streams = [[event(1), BROKEN], [BROKEN], [{ errors: [BROKEN] }], [event(2), BROKEN], [event(3)]];
  const { stream, pauses } = await opened((cursor) => {
    after.push(cursor);
    return streamOf(streams.shift() ?? []);
  });
  const seen = [await stream.next(), await stream.next(), await stream.next()].map(({ value }) => value.data.n);
  expect([seen, pauses, after]).toEqual([
    [1, 2, 3],
    [0, 1, 2, 0],
    [null, '1', '1', '1', '2'],
  ]);
});

test('a retryable null event is read again; another fault ends the stream', async () => {
  const streams = [
    [event(1), { data: null, errors: [BROKEN] }],
    [event(2), { errors: [fault('FORBIDDEN', 'left')] }],
  ];
  const { stream } = await opened(() => streamOf(streams.shift() ?? []));
  expect([await stream.next(), await stream.next()].map(({ value }) => value.data.n)).toEqual([1, 2]);
  await expect(stream.next()).rejects.toMatchObject({ message: 'left' });
  expect(await stream.next()).toMatchObject({ done: true });
});

test('a stream that never comes back is given up', async () => {
  const { stream, pauses } = await opened(() => streamOf([BROKEN]));
  await expect(stream.next()).rejects.toBe(BROKEN);
  expect(pauses).toHaveLength(30);
});

test('a pause ends with its signal', async () => {
  const abort = new AbortController();
  const pause = backoff(20, abort.signal);
  abort.abort();
  await expect(pause).resolves.toBeUndefined();
});
