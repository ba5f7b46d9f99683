import { expect, test } from '@jest/globals';
import type { OrderState } from '../../repository/index.ts';
import { fulfilmentStateOf, nextStatesOf, stateOfOrder } from './order-states.ts';

const part = (state: OrderState, refunded = 0n) => ({ state, total: 100n, refunded });
const units = (quantity: number, fulfilledQuantity: number, refundedQuantity = 0) => ({
  ...{ quantity, fulfilledQuantity, refundedQuantity },
});

test.each<[string, Parameters<typeof stateOfOrder>[0], OrderState]>([
  ['nothing is sent', [part('CONFIRMED'), part('CONFIRMED')], 'CONFIRMED'],
  ['one of two is sent', [part('FULFILLED'), part('CONFIRMED')], 'PARTIALLY_FULFILLED'],
  ['all is sent', [part('FULFILLED'), part('DELIVERED')], 'FULFILLED'],
  ['all has arrived', [part('DELIVERED'), part('COMPLETED')], 'DELIVERED'],
  ['one is cancelled, the other has arrived', [part('CANCELLED', 100n), part('DELIVERED')], 'PARTIALLY_REFUNDED'],
  ['one is cancelled, the other is not sent', [part('CANCELLED', 100n), part('CONFIRMED')], 'CONFIRMED'],
  ['all is cancelled', [part('CANCELLED', 100n), part('CANCELLED', 100n)], 'CANCELLED'],
  ['a line of what has arrived is refunded', [part('PARTIALLY_REFUNDED', 10n)], 'PARTIALLY_REFUNDED'],
  ['a line is refunded and the rest is not sent', [part('CONFIRMED', 10n)], 'CONFIRMED'],
  ['all is refunded', [part('REFUNDED', 100n), part('CANCELLED', 100n)], 'REFUNDED'],
  ['all is paid out', [part('COMPLETED'), part('COMPLETED')], 'COMPLETED'],
])('when %s', (_, parts, state) => {
  expect(stateOfOrder(parts)).toBe(state);
});

test.each([
  ['nothing was sent', [units(2, 0), units(1, 0)], 'CONFIRMED'],
  ['a unit was sent', [units(2, 1), units(1, 0)], 'PARTIALLY_FULFILLED'],
  ['everything was sent', [units(2, 2), units(1, 1)], 'FULFILLED'],
  ['the rest was refunded', [units(2, 1, 1), units(1, 0, 1)], 'FULFILLED'],
])('of a part of which %s', (_, lines, state) => {
  expect(fulfilmentStateOf(lines)).toBe(state);
});

test('what is over has no next state, and nothing becomes pending again', () => {
  const states: OrderState[] = ['CANCELLED', 'EXPIRED', 'REFUNDED'];
  expect(states.flatMap(nextStatesOf)).toEqual([]);
  const all: OrderState[] = ['PENDING', 'CONFIRMED', 'FULFILLED', 'DELIVERED', 'COMPLETED', 'PARTIALLY_REFUNDED'];
  expect(all.flatMap(nextStatesOf)).not.toContain('PENDING');
});
