import { expect, test } from '@jest/globals';
import { createHireWorld, moveOf, NOW } from '../../fixtures/hire-world.ts';
import { noteMilestonePayment } from './note-milestone-payment.ts';

test.each([
  ['wakes the saga that waits', 'PENDING', 'SUCCEEDED', ['wake escrow-funding']],
  ['wakes it also when it failed', 'PENDING', 'FAILED', ['wake escrow-funding']],
  ['that comes too late goes to the client', 'FAILED', 'SUCCEEDED', ['escrow-late-payment']],
  ['that fails once more changes nothing', 'FAILED', 'FAILED', []],
  ['of a funded milestone changes nothing', 'SETTLED', 'SUCCEEDED', []],
] as const)('a payment %s', async (_, moveState, state, sagas) => {
  const world = createHireWorld({ move: moveOf({ state: moveState, payWith: 'CARD' }) });
  await noteMilestonePayment(world.store, 'emv_1', { paymentId: 'pay_1', state }, NOW);
  expect(world.state.sagas).toEqual(sagas);
});

test('a payment of no movement is nothing', async () => {
  const world = createHireWorld();
  await noteMilestonePayment(world.store, 'emv_9', { paymentId: 'pay_1', state: 'SUCCEEDED' }, NOW);
  expect(world.state.sagas).toEqual([]);
});
