import { expect, test } from '@jest/globals';
import { createOperationWorld, refundReportOf } from '../../fixtures/operation-world.ts';
import { advanceRefund } from './advance-refund.ts';

const PAID = { state: 'SUCCEEDED', captured: 1_000n, refundTotal: 400n } as const;
const DEPOSIT = { ...PAID, domain: 'wallet', referenceType: 'deposit', referenceId: 'dep_1' };

test('a refund is submitted under its own id', async () => {
  const { context, provider, row, ask } = createOperationWorld({ payment: PAID, refund: {} });
  await advanceRefund(context, 'rfd_1');
  expect(provider.refundPayment).toHaveBeenCalledWith('sbp_1', { refundId: 'rfd_1', amount: 400n }, 'rfd_1');
  expect([row.refund?.state, row.refund?.holdId]).toEqual(['PENDING', null]);
  expect(ask).not.toHaveBeenCalled();
});

test('the provider is not asked before the wallet holds a deposit', async () => {
  const { context, provider, row, ask } = createOperationWorld({ payment: DEPOSIT, refund: {} });
  ask.mockRejectedValueOnce(new Error('away'));
  await expect(advanceRefund(context, 'rfd_1')).rejects.toThrow('away');
  expect([row.refund?.state, provider.refundPayment.mock.calls]).toEqual(['CREATED', []]);
  await advanceRefund(context, 'rfd_1');
  expect([row.refund?.state, row.refund?.holdId]).toEqual(['PENDING', 'hld_1']);
});

test('after a hold only the provider is asked again', async () => {
  const { context, provider, row, ask } = createOperationWorld({ payment: DEPOSIT, refund: {} });
  provider.refundPayment.mockRejectedValueOnce(new Error('timeout'));
  await expect(advanceRefund(context, 'rfd_1')).rejects.toThrow('timeout');
  expect(row.refund).toMatchObject({ state: 'SUBMITTED', holdId: 'hld_1' });
  await advanceRefund(context, 'rfd_1');
  expect(ask).toHaveBeenCalledTimes(1);
  expect(row.refund?.state).toBe('PENDING');
});

test.each([
  ['InsufficientFunds', 'INSUFFICIENT_FUNDS'],
  ['AccountFrozen', 'ACCOUNT_UNAVAILABLE'],
])('%s of the wallet cancels a refund, and its amount can be refunded again', async (__typename, failureCode) => {
  const { context, row, ask, provider, done } = createOperationWorld({ payment: DEPOSIT, refund: {} });
  ask.mockResolvedValue({ holdFunds: { hold: null, errors: [{ __typename }] } });
  await advanceRefund(context, 'rfd_1');
  expect(row.refund).toMatchObject({ state: 'CANCELLED', failureCode });
  expect([row.payment?.refundTotal, provider.refundPayment.mock.calls, done.published]).toEqual([
    0n,
    [],
    ['refund-failed'],
  ]);
});

test('what the provider refuses has failed', async () => {
  const { context, row, provider, done } = createOperationWorld({ payment: DEPOSIT, refund: {} });
  provider.refundPayment.mockResolvedValue({ ok: false, refusal: 'AMOUNT_TOO_LARGE' });
  await advanceRefund(context, 'rfd_1');
  expect(row.refund).toMatchObject({ state: 'FAILED', holdId: 'hld_1' });
  expect([row.payment?.refundTotal, done.published]).toEqual([0n, ['refund-failed']]);
});

test('one that the provider makes at once is counted once', async () => {
  const { context, row, provider, done } = createOperationWorld({ payment: PAID, refund: {} });
  provider.refundPayment.mockResolvedValue({ ok: true, value: refundReportOf({ state: 'SUCCEEDED' }) });
  await advanceRefund(context, 'rfd_1');
  await advanceRefund(context, 'rfd_1');
  expect([row.payment?.refunded, done.published]).toEqual([400n, ['refund-succeeded']]);
});
