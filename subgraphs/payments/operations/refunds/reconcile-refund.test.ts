import { expect, test } from '@jest/globals';
import { createOperationWorld, refundReportOf } from '../../fixtures/operation-world.ts';
import { reconcileRefund } from './reconcile-refund.ts';

const PAID = { state: 'SUCCEEDED', captured: 1_000n, refundTotal: 400n } as const;

test('the provider is asked by our id, and its answer is applied', async () => {
  const { context, provider, row, done } = createOperationWorld({ payment: PAID, refund: { state: 'PENDING' } });
  provider.findRefund.mockResolvedValue(refundReportOf({ state: 'SUCCEEDED' }));
  await reconcileRefund(context, 'rfd_1');
  expect(provider.findRefund).toHaveBeenCalledWith({ refundId: 'rfd_1', providerRef: null, paymentRef: 'sbp_1' });
  expect([row.refund?.state, done.published]).toEqual(['SUCCEEDED', ['refund-succeeded']]);
});

test('an end that contradicts ours is reported, and changes nothing', async () => {
  const { context, provider, row, done, reportError } = createOperationWorld({
    payment: PAID,
    refund: { state: 'SUCCEEDED' },
  });
  provider.findRefund.mockResolvedValue(refundReportOf({ state: 'FAILED' }));
  await reconcileRefund(context, 'rfd_1');
  expect([row.refund?.state, done.published]).toEqual(['SUCCEEDED', []]);
  expect(reportError).toHaveBeenCalledTimes(1);
});
