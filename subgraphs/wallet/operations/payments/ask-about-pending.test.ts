import { expect, test } from '@jest/globals';
import { createBookingWorld, depositOf, withdrawalOf } from '../../fixtures/booking-world.ts';
import { createCallContext } from '../../fixtures/call-world.ts';
import { askAboutPending } from './ask-about-pending.ts';

const payment = {
  ...{ id: 'pay_1', provider: 'sandbox', captured: { amount: '5000', currency: 'EUR' }, failure: null },
};
const payout = { id: 'pyo_1', provider: 'sandbox', failureCode: null };

/** What becomes of a deposit and a withdrawal of which nothing was heard, when payments says this. */
async function outcomeOf(paymentFor: object | null, payoutFor: object | null = null) {
  const world = createBookingWorld({
    deposit: depositOf({ paymentId: 'pay_1' }),
    withdrawal: withdrawalOf({ state: 'SUBMITTED' }),
  });
  const store = {
    ...world.store,
    takeStaleDeposits: async () => [{ id: 'dep_1' }],
    takeStaleWithdrawals: async () => [{ id: 'wdr_1' }],
  };
  const answer = (document: string) => (document.includes('paymentFor') ? { paymentFor } : { payoutFor });
  await askAboutPending(createCallContext(store, { answer }).context, new AbortController().signal);
  return { deposit: world.deposit()?.state, withdrawal: world.withdrawal()?.state, posted: world.posted() };
}

const CREDITED = ['DEPOSIT EXTERNAL:sandbox -5000, wal_ada 5000'];

test.each([
  ['SUCCEEDED', 'SUCCEEDED', CREDITED],
  ['PARTIALLY_REFUNDED', 'SUCCEEDED', CREDITED],
  ['FAILED', 'FAILED', []],
  ['EXPIRED', 'FAILED', []],
  ['CANCELLED', 'CANCELLED', []],
  ['PROCESSING', 'PENDING', []],
  ['REQUIRES_ACTION', 'PENDING', []],
] as const)('a payment that is %s makes its deposit %s', async (state, expected, posted) => {
  expect(await outcomeOf({ ...payment, state })).toMatchObject({ deposit: expected, posted });
});

test.each([
  ['PAID', 'PAID', ['WITHDRAWAL PAYOUT_CLEARING -2000, EXTERNAL:sandbox 2000']],
  ['FAILED', 'FAILED', ['WITHDRAWAL PAYOUT_CLEARING -2000, wal_ada 2000']],
  ['SUBMITTED', 'SUBMITTED', []],
] as const)('a payout that is %s makes its withdrawal %s', async (state, expected, posted) => {
  expect(await outcomeOf(null, { ...payout, state })).toMatchObject({ withdrawal: expected, posted });
});

test('what payments does not know of stays as it is', async () => {
  expect(await outcomeOf(null)).toEqual({ deposit: 'PENDING', withdrawal: 'SUBMITTED', posted: [] });
});
