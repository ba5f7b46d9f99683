import { expect, jest, test } from '@jest/globals';
import type { Signals } from '../live/signals.ts';
import type { QueueJob } from './job.ts';
import { runJob } from './run-job.ts';

const NEVER_MS = 1_000_000;

/** Signals of one topic, given by the test. */
function createTestSignals() {
  const listeners = new Set<(payload: unknown) => void>();
  const on: Signals['on'] = (_, listener) => {
    listeners.add(listener);
    return () => void listeners.delete(listener);
  };
  return {
    on,
    listeners,
    notify: () => {
      for (const listener of listeners) listener(null);
    },
  };
}

const stopAfter = (end: AbortController, runs: number) => {
  let count = 0;
  return () => {
    count += 1;
    if (count === runs) end.abort();
  };
};

test('a periodic job runs at once and again after its interval', async () => {
  const end = new AbortController();
  const run = jest.fn(async () => countRun());
  const countRun = stopAfter(end, 3);

  await runJob({ name: 'test', everyMs: 1, run }, createTestSignals(), end.signal);

  expect(run).toHaveBeenCalledTimes(3);
});

test('a periodic job that waits ends without an error when its signal aborts', async () => {
  const end = new AbortController();
  const run = jest.fn(async () => queueMicrotask(() => end.abort()));

  await runJob({ name: 'test', everyMs: NEVER_MS, run }, createTestSignals(), end.signal);

  expect(run).toHaveBeenCalledTimes(1);
});

test.each([
  { name: 'periodic', everyMs: NEVER_MS },
  { name: 'queue', topic: 'work', pollMs: NEVER_MS },
])('a $name job that fails rejects, so that it is started again, and has not stopped', async (job) => {
  const onStop = jest.fn<() => void>();
  const run = async () => Promise.reject(new Error('connection refused'));

  await expect(runJob({ ...job, run, onStop }, createTestSignals(), new AbortController().signal)).rejects.toThrow(
    'connection refused',
  );

  expect(onStop).not.toHaveBeenCalled();
});

test('`onStop` is called when a job stops, also when stopping fails', async () => {
  const end = new AbortController();
  const onStop = jest.fn<() => void>();
  const run = async () => {
    end.abort();
    throw new Error('connection lost');
  };

  await expect(runJob({ name: 'test', everyMs: 1, run, onStop }, createTestSignals(), end.signal)).rejects.toThrow();

  expect(onStop).toHaveBeenCalledTimes(1);
});

const queueJob = (run: QueueJob['run'], pollMs = NEVER_MS): QueueJob => ({ name: 'test', topic: 'work', pollMs, run });

test('a queue job goes on at once as long as there is more', async () => {
  const end = new AbortController();
  const left = [true, true, false];
  const run = jest.fn(async () => {
    const more = left.shift() ?? false;
    if (!more) end.abort();
    return more;
  });

  await runJob(queueJob(run), createTestSignals(), end.signal);

  expect(run).toHaveBeenCalledTimes(3);
});

test('a queue job without work begins again on a signal, and listens no more when it has ended', async () => {
  const end = new AbortController();
  const signals = createTestSignals();
  const countRun = stopAfter(end, 2);
  const run = jest.fn(async () => {
    countRun();
    setImmediate(signals.notify);
    return false;
  });

  await runJob(queueJob(run), signals, end.signal);

  expect(run).toHaveBeenCalledTimes(2);
  expect(signals.listeners.size).toBe(0);
});

test('a signal during a batch is not lost', async () => {
  const end = new AbortController();
  const signals = createTestSignals();
  const countRun = stopAfter(end, 2);
  const run = jest.fn(async () => {
    signals.notify();
    countRun();
    return false;
  });

  await runJob(queueJob(run), signals, end.signal);

  expect(run).toHaveBeenCalledTimes(2);
});

test('a queue job without a signal polls', async () => {
  const end = new AbortController();
  const countRun = stopAfter(end, 3);
  const run = jest.fn(async () => {
    countRun();
    return false;
  });

  await runJob(queueJob(run, 1), createTestSignals(), end.signal);

  expect(run).toHaveBeenCalledTimes(3);
});

test('work that ends by itself can wake its queue', async () => {
  const end = new AbortController();
  const countRun = stopAfter(end, 2);
  const run = jest.fn(async (_: AbortSignal, wake: () => void) => {
    countRun();
    setImmediate(wake);
    return false;
  });

  await runJob(queueJob(run), createTestSignals(), end.signal);

  expect(run).toHaveBeenCalledTimes(2);
});
