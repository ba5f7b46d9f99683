import { expect, test } from '@jest/globals';
import { createBookingWorld, NOW, withdrawalOf } from '../../fixtures/booking-world.ts';
import { noteFailed, notePaid } from './settle-withdrawal.ts';

const paid = { payoutId: 'pyo_1', provider: 'sandbox' };
const failed = { ...paid, failureCode: 'ACCOUNT_CLOSED' };
const submitted = withdrawalOf({ state: 'SUBMITTED' });
const PAID = 'WITHDRAWAL PAYOUT_CLEARING -2000, EXTERNAL:sandbox 2000';

test('a payout that is paid leaves the platform, once', async () => {
  const { store, posted, withdrawal } = createBookingWorld({ withdrawal: submitted });
  await notePaid(store, 'wdr_1', paid, NOW);
  await notePaid(store, 'wdr_1', paid, NOW);
  expect(posted()).toEqual([PAID]);
  expect(withdrawal()).toMatchObject({ state: 'PAID', payoutId: 'pyo_1' });
});

test('a payout that fails comes back, and is not paid afterwards', async () => {
  const { store, posted, withdrawal } = createBookingWorld({ withdrawal: submitted });
  await noteFailed(store, 'wdr_1', failed, NOW);
  await notePaid(store, 'wdr_1', paid, NOW);
  expect(posted()).toEqual(['WITHDRAWAL PAYOUT_CLEARING -2000, wal_ada 2000']);
  expect(withdrawal()).toMatchObject({ state: 'FAILED', failureCode: 'ACCOUNT_CLOSED' });
});

test('a payout that fails after it was paid comes back from the provider', async () => {
  const { store, posted } = createBookingWorld({ withdrawal: submitted });
  await notePaid(store, 'wdr_1', paid, NOW);
  await noteFailed(store, 'wdr_1', failed, NOW);
  await noteFailed(store, 'wdr_1', failed, NOW);
  expect(posted()).toEqual([PAID, 'WITHDRAWAL EXTERNAL:sandbox -2000, wal_ada 2000']);
});

test('a payout that comes back to a closed account is unclaimed', async () => {
  const { store, posted } = createBookingWorld({ withdrawal: submitted, available: null });
  await noteFailed(store, 'wdr_1', failed, NOW);
  expect(posted()).toEqual(['WITHDRAWAL PAYOUT_CLEARING -2000, ESCROW:unclaimed 2000']);
});

test.each(['REQUESTED', 'CANCELLED', 'FAILED'] as const)(
  'nothing is booked for a withdrawal that is %s',
  async (state) => {
    const { store, posted } = createBookingWorld({ withdrawal: withdrawalOf({ state }) });
    await notePaid(store, 'wdr_1', paid, NOW);
    await noteFailed(store, 'wdr_1', failed, NOW);
    expect(posted()).toEqual([]);
  },
);
