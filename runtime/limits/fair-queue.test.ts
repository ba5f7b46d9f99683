import { expect, test } from '@jest/globals';
import { type After, createFairQueue, type FairQueueLimits, QueueFullError } from './fair-queue.ts';

/** A clock that moves only when the test advances it. */
function createClock() {
  const alarms = new Set<{ readonly at: number; readonly act: () => void }>();
  let now = 0;
  const after: After = (ms, act) => {
    const alarm = { at: now + ms, act };
    alarms.add(alarm);
    return () => alarms.delete(alarm);
  };
  return {
    after,
    pending: () => alarms.size,
    move(ms: number) {
      now += ms;
      for (const alarm of [...alarms]) if (alarm.at <= now && alarms.delete(alarm)) alarm.act();
    },
  };
}

/** A queue whose tasks end when the test ends them; `a1` is the first task of key `a`. */
function createWorld(given: Omit<FairQueueLimits, 'waitingMs'>) {
  const clock = createClock();
  const queue = createFairQueue({ ...given, waitingMs: 2_000 }, clock.after);
  const running = new Map<string, (error?: Error) => void>();
  const refused: string[] = [];
  const begun: string[] = [];
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    begun,
    refused,
    clock,
    add(...names: string[]) {
      for (const name of names) {
        const work = () => {
          begun.push(name);
          return new Promise<void>((resolve, reject) =>
            running.set(name, (error) => (error === undefined ? resolve() : reject(error))),
          );
        };
        queue(name.slice(0, 1), work).catch((error: unknown) => {
          if (error instanceof QueueFullError) refused.push(name);
        });
      }
      return settled();
    },
    async end(name: string, error?: Error) {
      running.get(name)?.(error);
      running.delete(name);
      await settled();
    },
    async endAll() {
      while (running.size > 0) for (const name of [...running.keys()]) await this.end(name);
    },
  };
}

test('so many run at once, and so many of one key', async () => {
  const world = createWorld({ running: 3, runningPerKey: 2, waiting: 10 });
  await world.add('a1', 'a2', 'a3', 'b1', 'b2');
  expect(world.begun).toEqual(['a1', 'a2', 'b1']);
  await world.end('b1');
  expect(world.begun).toEqual(['a1', 'a2', 'b1', 'b2']);
  await world.endAll();
  expect(world.begun).toEqual(['a1', 'a2', 'b1', 'b2', 'a3']);
});

test('keys that wait take turns, each in its own order', async () => {
  const world = createWorld({ running: 1, runningPerKey: 1, waiting: 10 });
  await world.add('a1', 'a2', 'a3', 'a4', 'b1', 'b2', 'c1');
  await world.endAll();
  expect(world.begun).toEqual(['a1', 'a2', 'b1', 'c1', 'a3', 'b2', 'a4']);
});

test('who finds the queue full is refused, and what waits stays', async () => {
  const world = createWorld({ running: 1, runningPerKey: 1, waiting: 2 });
  await world.add('a1', 'a2', 'a3', 'a4', 'a5');
  expect(world.refused).toEqual(['a4', 'a5']);
  await world.endAll();
  expect(world.begun).toEqual(['a1', 'a2', 'a3']);
});

test('a key with less waiting takes the room of the one with the most', async () => {
  const world = createWorld({ running: 1, runningPerKey: 1, waiting: 4 });
  await world.add('a1', 'a2', 'a3', 'a4', 'a5', 'b1', 'b2', 'b3', 'c1');
  expect(world.refused).toEqual(['a5', 'a4', 'b3', 'a3']);
  await world.endAll();
  expect(world.begun).toEqual(['a1', 'a2', 'b1', 'c1', 'b2']);
});

test('work that fails gives its turn on', async () => {
  const world = createWorld({ running: 1, runningPerKey: 1, waiting: 4 });
  await world.add('a1', 'b1');
  await world.end('a1', new Error('failed'));
  expect(world.begun).toEqual(['a1', 'b1']);
  const queue = createFairQueue({ running: 1, runningPerKey: 1, waiting: 0 });
  await expect(queue('a', () => Promise.reject(new Error('failed')))).rejects.toThrow('failed');
  expect(await queue('a', async () => 'next')).toBe('next');
});

test('what has waited too long is refused, and what came later waits on', async () => {
  const world = createWorld({ running: 1, runningPerKey: 1, waiting: 3 });
  await world.add('a1', 'a2', 'b1');
  world.clock.move(1_999);
  await world.add('a3');
  expect(world.refused).toEqual([]);
  world.clock.move(1);
  await world.add('c1', 'c2');
  expect(world.refused).toEqual(['a2', 'b1']);
  await world.endAll();
  expect(world.begun).toEqual(['a1', 'a3', 'c1', 'c2']);
});

test('no clock runs for what was begun, refused or has ended, however long it takes', async () => {
  const world = createWorld({ running: 1, runningPerKey: 1, waiting: 2 });
  await world.add('a1', 'a2', 'a3', 'b1');
  expect([world.refused, world.clock.pending()]).toEqual([['a3'], 2]);
  await world.end('a1');
  expect(world.clock.pending()).toBe(1);
  world.clock.move(1_999);
  await world.end('a2');
  expect(world.clock.pending()).toBe(0);
  world.clock.move(10_000);
  await world.endAll();
  expect([world.begun, world.refused]).toEqual([['a1', 'a2', 'b1'], ['a3']]);
});
