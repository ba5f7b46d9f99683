import { expect, test } from '@jest/globals';
import { createOperationWorld, disputeReportOf } from '../../fixtures/operation-world.ts';
import { reconcileDispute } from './reconcile-dispute.ts';

const PAID = { state: 'SUCCEEDED', captured: 1_000n, isDisputed: true } as const;

test('the answer of the provider is applied', async () => {
  const { context, provider, row, done } = createOperationWorld({ payment: PAID, dispute: {} });
  provider.findDispute.mockResolvedValue(disputeReportOf({ state: 'WON' }));
  await reconcileDispute(context, 'dsp_1');
  expect([row.dispute?.state, row.payment?.isDisputed, done.published]).toEqual(['WON', false, ['dispute-closed']]);
});
