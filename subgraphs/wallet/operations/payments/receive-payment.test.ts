import { expect, test } from '@jest/globals';
import { createBookingWorld, depositOf, NOW } from '../../fixtures/booking-world.ts';
import type { SucceededPayment } from './payment-facts.ts';
import { receivePayment } from './receive-payment.ts';

const factOf = (reference: SucceededPayment['reference']): SucceededPayment => ({
  ...{ paymentId: 'pay_1', provider: 'sandbox', amount: '5000', currency: 'EUR', reference },
});

test('a payment for a deposit goes to the account of the deposit', async () => {
  const { store, posted, calls } = createBookingWorld({ deposit: depositOf() });
  expect(await receivePayment(store, factOf({ type: 'deposit', id: 'dep_1' }), NOW)).toEqual(['wal_ada']);
  expect(posted()).toEqual(['DEPOSIT EXTERNAL:sandbox -5000, wal_ada 5000']);
  expect(calls).toEqual([]);
});

test('a payment that no domain asked for is earned by the platform', async () => {
  const { store, posted, calls } = createBookingWorld();
  await receivePayment(store, factOf(null), NOW);
  expect(posted()).toEqual(['PAYMENT EXTERNAL:sandbox -5000, REVENUE 5000']);
  expect(calls.map(([name]) => name)).toEqual(['insertReceivedPayment', 'noteBooking']);
});

test.each([
  { type: 'order', id: 'ord_1' },
  { type: 'deposit', id: 'dep_of_somebody_else' },
])('a payment for $type $id waits for its domain', async (reference) => {
  const { store, posted, calls } = createBookingWorld({ deposit: depositOf() });
  await receivePayment(store, factOf(reference), NOW);
  expect(posted()).toEqual([]);
  expect(calls).toEqual([['insertReceivedPayment', expect.objectContaining({ reference, amount: 5_000n })]]);
});
