import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import { type Bulkhead, createBulkhead } from './bulkhead.ts';

beforeEach(() => void jest.useFakeTimers());
afterEach(() => void jest.useRealTimers());

/** Records which tasks start and which expire. */
function openWorld(maxRunning = 2, maxQueued = 2) {
  const log: string[] = [];
  const bulkhead: Bulkhead = createBulkhead({ maxRunning, maxQueued });
  const wait = (name: string, { isPatient = false, waitMs = 1_000, onStart = () => {} } = {}) =>
    bulkhead.wait({
      isPatient,
      waitMs,
      start() {
        log.push(name);
        onStart();
      },
      expired: () => log.push(`${name} expired`),
    });
  const fill = () => {
    while (bulkhead.tryEnter());
  };
  return { bulkhead, log, wait, fill };
}

test('takes as many as it has places', () => {
  const { bulkhead } = openWorld();
  expect([bulkhead.tryEnter(), bulkhead.tryEnter(), bulkhead.tryEnter()]).toEqual([true, true, false]);
  bulkhead.leave();
  expect(bulkhead.tryEnter()).toBe(true);
});

test('lets so many wait, who come in by turn', () => {
  const { bulkhead, log, wait, fill } = openWorld();
  fill();
  expect([wait('first'), wait('second'), wait('third')]).toEqual([true, true, false]);
  bulkhead.leave();
  bulkhead.leave();
  expect(log).toEqual(['first', 'second']);
  expect([bulkhead.running, bulkhead.waiting]).toEqual([2, 0]);
});

test('rejects a task that has waited too long, and gives its slot to the next', () => {
  const { bulkhead, log, wait, fill } = openWorld();
  fill();
  wait('short', { waitMs: 100 });
  wait('long');
  jest.advanceTimersByTime(100);
  bulkhead.leave();
  jest.advanceTimersByTime(10_000);
  expect(log).toEqual(['short expired', 'long']);
});

test('lets the patient wait without end, and takes from both lines in turn', () => {
  const { bulkhead, log, wait, fill } = openWorld();
  fill();
  for (const name of ['a', 'b', 'c']) expect(wait(name, { isPatient: true })).toBe(true);
  expect([wait('d'), wait('e'), wait('f')]).toEqual([true, true, false]);
  for (let n = 0; n < 5; n++) bulkhead.leave();
  expect(log).toEqual(['d', 'a', 'e', 'b', 'c']);
});

test('does not nest when thousands end as soon as they start', () => {
  const { bulkhead, log, wait, fill } = openWorld();
  fill();
  for (let n = 0; n < 20_000; n++) wait(String(n), { isPatient: true, onStart: bulkhead.leave });
  bulkhead.leave();
  expect([log.length, bulkhead.running, bulkhead.waiting]).toEqual([20_000, 1, 0]);
});

test('goes on after a call that throws', () => {
  const { bulkhead, log, wait, fill } = openWorld();
  fill();
  wait('bad', {
    onStart() {
      throw new Error('no');
    },
  });
  wait('good');
  expect(() => bulkhead.leave()).toThrow('no');
  bulkhead.leave();
  expect(log).toEqual(['bad', 'good']);
});
