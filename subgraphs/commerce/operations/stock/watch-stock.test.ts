import { expect, test } from '@jest/globals';
import { watchStock } from './watch-stock.ts';

const level = (onHand: bigint) => ({ id: 'pvr_1', stockPolicy: 'DENY' as const, onHand, reserved: 0n });

/** A variant whose stock a test changes. */
function createStock() {
  let current: ReturnType<typeof level> | null = level(3n);
  const listeners = new Set<() => void>();
  const signals = {
    on: (_: string, listener: () => void) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  const change = (next: typeof current) => {
    current = next;
    for (const listener of listeners) listener();
  };
  // as: no more of the signals is used.
  return { needs: { signals, repository: { openStock: async () => current } } as never, change, listeners };
}

test('the stock is sent as it is, then each change, until it is no longer on sale', async () => {
  const { needs, change, listeners } = createStock();
  const events = await watchStock(needs, 'pvr_1', { everyMs: 1, pollMs: 10_000 });
  expect(await events.next()).toEqual({ done: false, value: level(3n) });
  change(level(2n));
  expect(await events.next()).toEqual({ done: false, value: level(2n) });
  change(null);
  expect(await events.next()).toMatchObject({ done: true });
  expect(listeners.size).toBe(0);
});

test('what changes without a signal is noticed', async () => {
  let current = level(3n);
  const repository = { openStock: async () => current };
  // as: no more of the signals is used.
  const needs = { signals: { on: () => () => undefined }, repository } as never;
  const events = await watchStock(needs, 'pvr_1', { everyMs: 1, pollMs: 5 });
  await events.next();
  current = level(1n);
  expect(await events.next()).toEqual({ done: false, value: level(1n) });
  await events.return?.();
});

test('a variant that is not on sale is not found', async () => {
  const { needs, change } = createStock();
  change(null);
  await expect(watchStock(needs, 'pvr_1')).rejects.toMatchObject({ extensions: { code: 'NOT_FOUND' } });
});
