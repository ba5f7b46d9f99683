import { expect, jest, test } from '@jest/globals';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { signalChange, storeChange } from './store-change.ts';

test('who follows the payment, or all of their payments, is signalled', async () => {
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  await signalChange({ streams: { announce } }, { id: 'pay_1', payerId: 'usr_ada' });
  expect(announce.mock.calls.map(([, key]) => key)).toEqual(['pay_1', 'usr_ada']);
});

test.each([
  ['AUTHORIZED', 'payment-authorized'],
  ['SUCCEEDED', 'payment-succeeded'],
  ['FAILED', 'payment-failed'],
  ['EXPIRED', 'payment-failed'],
  ['CANCELLED', 'payment-cancelled'],
] as const)('a payment that becomes %s is published as %s, once', async (state, type) => {
  const { row, store, done } = createOperationWorld({ payment: { state: 'REQUIRES_ACTION' } });
  const before = row.payment;
  if (before === null) throw new Error('There is a payment.');
  // as: the rows of the test stand in for the database.
  const inside = store as unknown as Parameters<typeof storeChange>[0];
  await storeChange(inside, before, { ...before, state });
  await storeChange(inside, { ...before, state }, { ...before, state });
  expect(done.published).toEqual([type]);
});
