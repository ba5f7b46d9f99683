import { afterEach, beforeEach, expect, jest, test } from '@jest/globals';
import type { LeaseSnapshot } from './lease-scripts.ts';
import { createWatches } from './lease-watches.ts';

/** A set that the test changes, and how it is read. */
function createSet() {
  const bells = new Set<() => void>();
  const set = {
    snapshot: { members: [], nextExpiryMs: null } as LeaseSnapshot,
    reads: 0,
    read: async () => {
      set.reads += 1;
      return set.snapshot;
    },
    ring: () => {
      for (const signals of bells) signals();
    },
    bells,
  };
  const watches = createWatches(
    () => set.read(),
    (_, __, signals) => {
      bells.add(signals);
      return () => void bells.delete(signals);
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
  const told: (readonly string[])[] = [];
  return { told, unlisten: watches.listen('presence', 'room', (members) => told.push(members)) };
}

test('it tells the first set, even an empty one, and then changes only', async () => {
  const { told } = listen();
  await pass(0);
  expect(told).toEqual([[]]);
  set.snapshot = { members: ['ada', 'bob'], nextExpiryMs: null };
  set.ring();
  await pass(0);
  set.snapshot = { members: ['bob', 'ada'], nextExpiryMs: null };
  set.ring();
  await pass(0);
  set.snapshot = { members: ['bob', 'cy'], nextExpiryMs: null };
  set.ring();
  await pass(0);
  expect(told).toEqual([[], ['ada', 'bob'], ['bob', 'cy']]);
});

test('rings while reading make one more read, however many', async () => {
  const { told } = listen();
  for (let nth = 0; nth < 10; nth += 1) set.ring();
  set.snapshot = { members: ['ada'], nextExpiryMs: null };
  await pass(0);
  expect(set.reads).toBe(2);
  expect(told.at(-1)).toEqual(['ada']);
});

test('it reads when the next lease expires, and every four seconds anyway', async () => {
  set.snapshot = { members: ['ada'], nextExpiryMs: 1_000 };
  const { told } = listen();
  await pass(0);
  set.snapshot = { members: [], nextExpiryMs: null };
  await pass(1_004);
  expect(told).toEqual([['ada']]);
  await pass(1);
  expect(told).toEqual([['ada'], []]);
  set.snapshot = { members: ['bob'], nextExpiryMs: 60_000 };
  await pass(4_000);
  expect(told.at(-1)).toEqual(['bob']);
});

test('while it cannot be read the last set stands, and it tries twice a second', async () => {
  set.snapshot = { members: ['ada'], nextExpiryMs: null };
  const { told } = listen();
  await pass(0);
  const { read } = set;
  set.read = () => {
    set.reads += 1;
    return Promise.reject(new Error('away'));
  };
  set.ring();
  await pass(2_000);
  expect(set.reads).toBe(6);
  set.read = read;
  set.snapshot = { members: [], nextExpiryMs: null };
  await pass(500);
  expect(told).toEqual([['ada'], []]);
});

test('listeners share one watch, late ones are told at once, and the last to leave ends it', async () => {
  const [first, second] = [listen(), listen()];
  await pass(0);
  const late = listen();
  expect([first, second, late].map(({ told }) => told)).toEqual([[[]], [[]], [[]]]);
  expect([set.reads, set.bells.size]).toEqual([1, 1]);
  first.unlisten();
  first.unlisten();
  second.unlisten();
  expect(set.bells.size).toBe(1);
  late.unlisten();
  expect([set.bells.size, jest.getTimerCount()]).toEqual([0, 0]);
  const again = listen();
  await pass(0);
  expect([set.reads, again.told]).toEqual([2, [[]]]);
});

test('who leaves while it is being read is told nothing', async () => {
  const { told, unlisten } = listen();
  unlisten();
  await pass(10_000);
  expect([told, set.reads]).toEqual([[], 1]);
});
