import { expect, test } from '@jest/globals';
import { createConcurrencyLimiter } from './concurrency-limiter.ts';

/** A limiter of a process that is as busy as the test says; `step` makes it adapt. */
function open() {
  const steps: (() => void)[] = [];
  const measured = { share: 0, now: 0 };
  const limiter = createConcurrencyLimiter({
    utilization: () => measured.share,
    clock: () => measured.now,
    schedule: (call) => void steps.push(call),
  });
  const started: number[] = [];
  let total = 0;
  return {
    limiter,
    started,
    step(share: number, times = 1): void {
      measured.share = share;
      for (let n = 0; n < times; n++) for (const call of steps.splice(0)) call();
    },
    pass(ms: number): void {
      measured.now += ms;
    },
    /** Starts operations; each is noted in `started` once it may run. */
    async start(count: number): Promise<void> {
      for (let n = 0; n < count; n++) {
        const operation = ++total;
        const turn = limiter.acquire();
        if (turn === null) started.push(operation);
        else void turn.then(() => started.push(operation));
      }
      await settled();
    },
    isAdapting: () => steps.length > 0,
  };
}

/** Resolves after the callbacks of all settled promises. */
const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));

test('a few run at once, the others as soon as the process proves to have time', async () => {
  const { started, start, step } = open();
  await start(50);
  expect(started).toEqual([1, 2, 3]);

  step(0.5, 10);
  await settled();

  expect(started).toEqual(Array.from({ length: 50 }, (_, at) => at + 1));
});

test('the limit of a process that had time stays until it is busy', async () => {
  const { limiter, started, start, step } = open();
  await start(50);
  step(0.5, 10);
  await settled();
  for (let n = 0; n < 50; n++) limiter.release();
  step(0.5);

  await start(50);

  expect(started.length).toBe(100);
});

test('a busy process starts nothing before hardly anything runs, and then in order', async () => {
  const { limiter, started, start, step } = open();
  await start(50);
  step(0.5, 10);
  step(1, 40);
  await start(4);
  expect(started.length).toBe(50);

  for (let n = 0; n < 47; n++) limiter.release();
  await settled();
  expect(started.length).toBe(50);

  limiter.release();
  limiter.release();
  await settled();
  expect(started.slice(50)).toEqual([51, 52]);
});

test('between the two the limit stays as it was', async () => {
  const { limiter, started, start, step } = open();
  await start(4);

  step(0.9, 20);
  await settled();
  expect(started.length).toBe(3);

  limiter.release();
  await settled();
  expect(started.length).toBe(4);
});

test('nothing waits longer than a quarter of a second, whatever keeps the process busy', async () => {
  const { started, start, step, pass } = open();
  await start(4);
  pass(100);
  await start(1);

  pass(160);
  step(1);
  await settled();

  expect(started).toEqual([1, 2, 3, 4]);
});

test('it adapts only while some run', async () => {
  const { limiter, start, step, isAdapting } = open();
  await start(3);
  expect(isAdapting()).toBe(true);

  for (let n = 0; n < 3; n++) limiter.release();
  step(1);

  expect(isAdapting()).toBe(false);
});
