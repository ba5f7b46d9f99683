import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { LeaseSnapshot } from './lease-scripts.ts';
import { createWatches } from './lease-watches.ts';

/** A set that the test changes, and its watches. */
function createSet() {
  const listeners = new Set<() => void>();
  const set = {
    snapshot: { members: [], nextExpiryMs: null } as LeaseSnapshot,
    reads: 0,
    read: async () => {
      set.reads += 1;
      return set.snapshot;
    },
    notify: () => {
      for (const listener of listeners) listener();
    },
    listeners,
  };
  const watches = createWatches(
    () => set.read(),
    (_, __, listener) => {
      listeners.add(listener);
      return () => void listeners.delete(listener);
    },
  );
  return { set, watches };
}

const pass = (ms: number) => jest.advanceTimersByTimeAsync(ms);
let { set, watches } = createSet();

beforeEach(() => {
  jest.useFakeTimers();
  ({ set, watches } = createSet());
});
afterEach(() => {
  watches.close();
  expect(jest.getTimerCount()).toBe(0);
  jest.useRealTimers();
});

function listen() {
  const received: (readonly string[])[] = [];
  return { received, unsubscribe: watches.listen('presence', 'room', (members) => received.push(members)) };
}

test('it delivers the first set, even an empty one, and then changes only', async () => {
  const { received } = listen();
  await pass(0);
  expect(received).toEqual([[]]);
  set.snapshot = { members: ['ada', 'bob'], nextExpiryMs: null };
  set.notify();
  await pass(0);
  set.snapshot = { members: ['bob', 'ada'], nextExpiryMs: null };
  set.notify();
  await pass(0);
  set.snapshot = { members: ['bob', 'cy'], nextExpiryMs: null };
  set.notify();
  await pass(0);
  expect(received).toEqual([[], ['ada', 'bob'], ['bob', 'cy']]);
});

test('rings while reading make one more read, however many', async () => {
  const { received } = listen();
  for (let nth = 0; nth < 10; nth += 1) set.notify();
  set.snapshot = { members: ['ada'], nextExpiryMs: null };
  await pass(0);
  expect(set.reads).toBe(2);
  expect(received.at(-1)).toEqual(['ada']);
});

test('it reads when the next lease expires, and every four seconds anyway', async () => {
  set.snapshot = { members: ['ada'], nextExpiryMs: 1_000 };
  const { received } = listen();
  await pass(0);
  set.snapshot = { members: [], nextExpiryMs: null };
  await pass(1_004);
  expect(received).toEqual([['ada']]);
  await pass(1);
  expect(received).toEqual([['ada'], []]);
  set.snapshot = { members: ['bob'], nextExpiryMs: 60_000 };
  await pass(4_000);
  expect(received.at(-1)).toEqual(['bob']);
});

test('while it cannot be read the last set stands, and it tries twice a second', async () => {
  set.snapshot = { members: ['ada'], nextExpiryMs: null };
  const { received } = listen();
  await pass(0);
  const { read } = set;
  set.read = () => {
    set.reads += 1;
    return Promise.reject(new Error('away'));
  };
  set.notify();
  await pass(2_000);
  expect(set.reads).toBe(6);
  set.read = read;
  set.snapshot = { members: [], nextExpiryMs: null };
  await pass(500);
  expect(received).toEqual([['ada'], []]);
});

test('listeners share one watch, late ones get the set at once, and the last to leave ends it', async () => {
  const [first, second] = [listen(), listen()];
  await pass(0);
  const late = listen();
  expect([first, second, late].map(({ received }) => received)).toEqual([[[]], [[]], [[]]]);
  expect([set.reads, set.listeners.size]).toEqual([1, 1]);
  first.unsubscribe();
  first.unsubscribe();
  second.unsubscribe();
  expect(set.listeners.size).toBe(1);
  late.unsubscribe();
  expect([set.listeners.size, jest.getTimerCount()]).toEqual([0, 0]);
  const again = listen();
  await pass(0);
  expect([set.reads, again.received]).toEqual([2, [[]]]);
});

test('a listener that leaves during a read gets nothing', async () => {
  const { received, unsubscribe } = listen();
  unsubscribe();
  await pass(10_000);
  expect([received, set.reads]).toEqual([[], 1]);
});
