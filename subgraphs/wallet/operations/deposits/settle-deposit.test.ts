import { expect, test } from '@jest/globals';
import { createBookingWorld, depositOf, NOW } from '../../fixtures/booking-world.ts';
import { creditDeposit, endDeposit } from './settle-deposit.ts';

const payment = { paymentId: 'pay_1', provider: 'sandbox', amount: 5_000n, currency: 'EUR' };
const failed = { state: 'FAILED', paymentId: 'pay_1', failureCode: 'CARD_DECLINED' } as const;

test('a deposit is credited once, however often the provider says it', async () => {
  const { store, deposit, posted } = createBookingWorld({ deposit: depositOf() });
  for (const _ of [1, 2, 3]) {
    const current = deposit();
    if (current !== null) await creditDeposit(store, current, payment, NOW);
  }
  expect(posted()).toEqual(['DEPOSIT EXTERNAL:sandbox -5000, wal_ada 5000']);
  expect(deposit()).toMatchObject({
    state: 'SUCCEEDED',
    paymentId: 'pay_1',
    transactionId: 'wtx_1',
    failureCode: null,
  });
});

test('money that arrives after a failure counts, and a failure that arrives after the money does not', async () => {
  const { store, deposit, posted } = createBookingWorld({ deposit: depositOf() });
  await endDeposit(store, 'dep_1', failed, NOW);
  expect(deposit()).toMatchObject({ state: 'FAILED', failureCode: 'CARD_DECLINED' });
  await creditDeposit(store, deposit() ?? depositOf(), payment, NOW);
  await endDeposit(store, 'dep_1', { ...failed, state: 'CANCELLED' }, NOW);
  expect(deposit()?.state).toBe('SUCCEEDED');
  expect(posted()).toHaveLength(1);
});

test('money for a closed account is unclaimed, and the deposit has its transaction', async () => {
  const { store, deposit, posted } = createBookingWorld({ deposit: depositOf(), available: null });
  await creditDeposit(store, depositOf(), payment, NOW);
  expect(posted()).toEqual(['DEPOSIT EXTERNAL:sandbox -5000, ESCROW:unclaimed 5000']);
  expect(deposit()?.state).toBe('SUCCEEDED');
});
