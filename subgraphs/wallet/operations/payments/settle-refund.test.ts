import { expect, test } from '@jest/globals';
import { createBookingWorld, depositOf, NOW } from '../../fixtures/booking-world.ts';
import type { SettledRefund } from './payment-facts.ts';
import { bookRefund, dropRefund } from './settle-refund.ts';

const factOf = (changes: Partial<SettledRefund> = {}): SettledRefund => ({
  ...{ refundId: 'rfd_1', paymentId: 'pay_1', provider: 'sandbox', amount: '500', currency: 'EUR', holdId: null },
  ...changes,
});
const deposit = depositOf({ state: 'SUCCEEDED', paymentId: 'pay_1', transactionId: 'wtx_0' });

test('a refund takes the money that was reserved for it, once', async () => {
  const { store, posted } = createBookingWorld({ deposit, hold: { amount: 500n } });
  await bookRefund(store, factOf({ holdId: 'hld_1' }), NOW);
  await bookRefund(store, factOf({ holdId: 'hld_1' }), NOW);
  expect(posted()).toEqual(['REFUND wal_ada -500, EXTERNAL:sandbox 500']);
});

test.each([
  ['the account has it', 900n, 'REFUND wal_ada -500, EXTERNAL:sandbox 500'],
  ['the account has a part of it', 200n, 'REFUND wal_ada -200, LOSSES -300, EXTERNAL:sandbox 500'],
  ['the account is empty', 0n, 'REFUND LOSSES -500, EXTERNAL:sandbox 500'],
])('a refund whose hold has ended takes what is there: %s', async (_, available, expected) => {
  const { store, posted } = createBookingWorld({ deposit, available, hold: { amount: 500n, state: 'EXPIRED' } });
  await bookRefund(store, factOf({ holdId: 'hld_1' }), NOW);
  expect(posted()).toEqual([expected]);
});

test('a refund of another payment comes from where it was booked, and what that lacks from the losses', async () => {
  const { store, posted } = createBookingWorld({ received: { amount: 500n, bookedAccountId: 'wal_revenue' } });
  await bookRefund(store, factOf(), NOW);
  expect(posted()).toEqual(['REFUND REVENUE -300, LOSSES -200, EXTERNAL:sandbox 500']);
});

test.each([
  ['a part', 800n, ['reduceReceivedPayment', 'pay_1', 500n]],
  ['all', 500n, ['noteBooking', 'pay_1', 'wal_ESCROW:unbooked', 'wtx_1']],
])('a refund of %s of a payment that nobody has booked passes through', async (_, amount, call) => {
  const { store, posted, calls } = createBookingWorld({ received: { amount, bookedAccountId: null } });
  await bookRefund(store, factOf(), NOW);
  expect(posted()).toEqual([
    'PAYMENT EXTERNAL:sandbox -500, ESCROW:unbooked 500',
    'REFUND ESCROW:unbooked -500, EXTERNAL:sandbox 500',
  ]);
  expect(calls).toEqual([call]);
});

test('a refund of a payment that nobody knows of is looked at by somebody', async () => {
  const { store } = createBookingWorld();
  await expect(bookRefund(store, factOf(), NOW)).rejects.toThrow('never succeeded');
});

test.each([
  ['a live hold is released', 'LIVE', [['releaseHold', 'hld_1']]],
  ['a hold that has ended stays so', 'CAPTURED', []],
])('when a refund is not made, %s', async (_, state, calls) => {
  const world = createBookingWorld({ deposit, hold: { amount: 500n, state } });
  await dropRefund(world.store, factOf({ holdId: 'hld_1' }), NOW);
  expect(world.calls).toEqual(calls);
  expect(world.posted()).toEqual([]);
});
