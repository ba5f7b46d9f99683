import type { ChildProcess } from 'node:child_process';
import { EventEmitter } from 'node:events';
import { expect, test } from '@jest/globals';
import { WRONG_SETTING_EXIT_CODE } from './run-command.ts';
import { restartDelayMs, supervise } from './supervise.ts';

/** A process that the test ends, and that notes the signals it gets. */
class Child extends EventEmitter {
  readonly signals: string[] = [];
  kill(signal: string): boolean {
    this.signals.push(signal);
    return true;
  }
}

/** A supervisor whose waits end when the test says so. */
function openSupervisor() {
  const children: Child[] = [];
  const delays: { readonly ms: number; readonly end: () => void }[] = [];
  const logged: unknown[] = [];
  let started = Promise.withResolvers<Child>();
  let waiting = Promise.withResolvers<void>();
  const wrong = Promise.withResolvers<void>();
  let time = 0;
  const supervised = supervise({
    name: 'chat',
    log: { error: (entry: unknown) => logged.push(entry) },
    start: () => {
      const child = new Child();
      children.push(child);
      started.resolve(child);
      // as: of a process the supervisor uses its events and `kill` alone.
      return child as unknown as ChildProcess;
    },
    onWrongSetting: () => {
      logged.push('a wrong setting');
      wrong.resolve();
    },
    delay: (ms, signal) =>
      new Promise((resolve) => {
        delays.push({ ms, end: resolve });
        signal.addEventListener('abort', () => resolve());
        waiting.resolve();
      }),
    elapsedMs: () => time,
  });
  return {
    supervised,
    children,
    delays,
    logged,
    wrongSetting: wrong.promise,
    /** Lets the newest process end after `ranMs`; resolves when the supervisor waits. */
    async fail(ending: number | string | Error, ranMs: number): Promise<void> {
      time += ranMs;
      waiting = Promise.withResolvers();
      const child = children.at(-1);
      if (typeof ending === 'number') child?.emit('exit', ending, null);
      else if (typeof ending === 'string') child?.emit('exit', null, ending);
      else child?.emit('error', ending);
      await waiting.promise;
    },
    async restart(): Promise<void> {
      started = Promise.withResolvers();
      delays.at(-1)?.end();
      await started.promise;
    },
  };
}

test('a process that ends again and again is started again, later each time, for as long as it takes', async () => {
  const { fail, restart, delays, children, logged } = openSupervisor();
  for (let failure = 0; failure < 20; failure += 1) {
    await fail(failure % 2, 100);
    await restart();
  }
  expect(children).toHaveLength(21);
  expect(delays.slice(0, 5).map(({ ms }) => ms)).toEqual([500, 1_000, 2_000, 4_000, 5_000]);
  expect(delays.at(-1)?.ms).toBe(5_000);
  expect(logged).toHaveLength(20);
});

test.each([
  ['a signal', 'SIGKILL'],
  ['success, which no server ends with by itself', 0],
  ['an error', 1],
  ['a process that could not be made', new Error('spawn EAGAIN')],
])('%s is a reason to start again', async (_, ending) => {
  const { fail, restart, children, logged } = openSupervisor();
  await fail(ending, 60_000);
  await restart();
  expect(children).toHaveLength(2);
  expect(logged).toEqual([{ name: 'chat', code: ending, delayMs: 500 }]);
});

test('one that had run well is started again soon', async () => {
  const { fail, restart, delays } = openSupervisor();
  for (const ranMs of [100, 100, 60_000, 100]) {
    await fail(1, ranMs);
    await restart();
  }
  expect(delays.map(({ ms }) => ms)).toEqual([500, 1_000, 500, 1_000]);
});

test('a setting that is wrong is said once, and nothing is started again', async () => {
  const { children, delays, logged, wrongSetting } = openSupervisor();
  children[0]?.emit('exit', WRONG_SETTING_EXIT_CODE, null);
  await wrongSetting;
  expect([children.length, delays, logged]).toEqual([1, [], ['a wrong setting']]);
});

test('stopping waits for the process, and does not start it again', async () => {
  const { supervised, children } = openSupervisor();
  const stopped = supervised.stop(5_000);
  expect(children[0]?.signals).toEqual(['SIGTERM']);
  children[0]?.emit('exit', 0, null);
  await stopped;
  expect(children).toHaveLength(1);
});

test('stopping kills a process that takes too long', async () => {
  const { supervised, children, delays } = openSupervisor();
  const stopped = supervised.stop(5_000);
  expect(delays.map(({ ms }) => ms)).toEqual([5_000]);
  delays[0]?.end();
  await Promise.resolve();
  await Promise.resolve();
  expect(children[0]?.signals).toEqual(['SIGTERM', 'SIGKILL']);
  children[0]?.emit('exit', null, 'SIGKILL');
  await stopped;
});

test('stopping while it waits for a restart ends at once', async () => {
  const { supervised, fail, children } = openSupervisor();
  await fail(1, 100);
  await supervised.stop(5_000);
  expect(children).toHaveLength(1);
});

test('a delay is bounded however often it was tried', () => {
  expect([0, 3, 4, 1_000, Number.MAX_SAFE_INTEGER].map(restartDelayMs)).toEqual([500, 4_000, 5_000, 5_000, 5_000]);
});
