import { expect, test } from '@jest/globals';
import type { PaymentState } from '../../repository/index.ts';
import { nextStates } from './payment-states.ts';

const ORDER: readonly PaymentState[] = [
  ...(['REQUIRES_METHOD', 'REQUIRES_CONFIRMATION', 'REQUIRES_ACTION', 'PROCESSING', 'AUTHORIZED'] as const),
  ...(['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const),
];

test.each(ORDER)('from %s a payment moves down the list only', (state) => {
  const later = ORDER.slice(ORDER.indexOf(state) + 1);
  expect(nextStates({ state, capture: 'MANUAL' }).filter((next) => !later.includes(next))).toEqual([]);
});

test.each(['REFUNDED', 'FAILED', 'CANCELLED', 'EXPIRED'] as const)('%s is an end', (state) => {
  expect(nextStates({ state, capture: 'MANUAL' })).toEqual([]);
});

test('only a payment that is captured by hand is authorized first', () => {
  expect(nextStates({ state: 'PROCESSING', capture: 'MANUAL' })).toContain('AUTHORIZED');
  expect(nextStates({ state: 'PROCESSING', capture: 'AUTOMATIC' })).not.toContain('AUTHORIZED');
});
