import { expect, test } from '@jest/globals';
import { watchEngine } from './watch-engine.ts';

/** An engine that the test ends and lets start or not, and a watch whose waits are over at once. */
function openWatch(failures: number) {
  const logged: string[] = [];
  const delays: number[] = [];
  let isRunning = false;
  let left = failures;
  const revived = Promise.withResolvers<void>();
  const looked = Promise.withResolvers<void>();
  let looks = 0;
  const note = (_: unknown, line?: string) => void logged.push(line ?? '');
  const watch = watchEngine(
    {
      name: 'PostgreSQL',
      isRunning: () => {
        looks += 1;
        if (looks > 100) looked.resolve();
        return isRunning;
      },
      revive: async () => {
        left -= 1;
        if (left >= 0) throw new Error('port taken');
        isRunning = true;
        revived.resolve();
      },
    },
    {
      log: { error: note, warn: note } as Parameters<typeof watchEngine>[1]['log'],
      delay: async (ms) => {
        delays.push(ms);
        await new Promise((resolve) => setImmediate(resolve));
      },
    },
  );
  return { watch, logged, delays, revived: revived.promise, looked: looked.promise };
}

test('an engine that ended is restarted once', async () => {
  const { watch, logged, looked } = openWatch(0);
  await looked;
  await watch.close();
  expect(logged).toEqual(['an engine ended; restarting it', 'an engine is running again']);
});

test('one that does not start is tried again, later each time', async () => {
  const { watch, logged, delays, revived } = openWatch(7);
  await revived;
  await watch.close();
  expect(delays.slice(0, 7)).toEqual([500, 1_000, 2_000, 4_000, 8_000, 10_000, 10_000]);
  expect(logged.filter((line) => line === 'an engine does not start; trying again')).toHaveLength(7);
  expect(logged.at(-1)).toBe('an engine is running again');
});

test('closing ends the attempts', async () => {
  const { watch, delays } = openWatch(Number.POSITIVE_INFINITY);
  await watch.close();
  const before = delays.length;
  await new Promise((resolve) => setImmediate(resolve));
  expect(delays).toHaveLength(before);
});
