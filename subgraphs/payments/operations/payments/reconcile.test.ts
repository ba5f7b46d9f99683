import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW, reportOf } from '../../fixtures/operation-world.ts';
import { reconcilePayment } from './reconcile.ts';

const SUCCESS = reportOf({ state: 'SUCCEEDED', captured: 1_000n });

test.each(['PROCESSING', 'FAILED', 'CANCELLED', 'EXPIRED'] as const)(
  'a payment that is %s here has succeeded when the provider says so',
  async (state) => {
    const { context, provider, row, done } = createOperationWorld({ payment: { state } });
    provider.findPayment.mockResolvedValue(SUCCESS);
    await reconcilePayment(context, 'pay_1');
    expect(row.payment).toMatchObject({ state: 'SUCCEEDED', captured: 1_000n });
    expect(done.published).toEqual(['payment-succeeded']);
  },
);

test.each(['SUCCEEDED', 'PARTIALLY_REFUNDED', 'REFUNDED'] as const)(
  'nothing takes back that a payment is %s',
  async (state) => {
    for (const reported of ['PROCESSING', 'FAILED', 'CANCELLED', 'SUCCEEDED'] as const) {
      const { context, provider, row, done, commands } = createOperationWorld({ payment: { state, captured: 1_000n } });
      provider.findPayment.mockResolvedValue(reportOf({ state: reported, captured: 1_000n }));
      await reconcilePayment(context, 'pay_1');
      expect([row.payment?.state, done.published, commands.size]).toEqual([state, [], 0]);
    }
  },
);

test('an amount that is still reserved for a payment that is over is released', async () => {
  const { context, provider, row, commands } = createOperationWorld({ payment: { state: 'CANCELLED' } });
  provider.findPayment.mockResolvedValue(reportOf({ state: 'AUTHORIZED' }));
  await reconcilePayment(context, 'pay_1');
  expect(row.payment?.state).toBe('CANCELLED');
  expect([...commands.values()]).toMatchObject([{ kind: 'CANCEL' }]);
});

test('an answer that a newer webhook has overtaken changes nothing', async () => {
  const payment = { state: 'FAILED', providerAt: new Date(NOW.getTime() + 1) } as const;
  const { context, row, commands } = createOperationWorld({ payment });
  await reconcilePayment(context, 'pay_1');
  expect([row.payment?.state, commands.size]).toEqual(['FAILED', 0]);
});

test('what the provider has never had has failed', async () => {
  const payment = { state: 'PROCESSING', providerRef: null } as const;
  const { context, provider, row } = createOperationWorld({ payment });
  provider.findPayment.mockResolvedValue(null);
  await reconcilePayment(context, 'pay_1');
  expect(row.payment).toMatchObject({ state: 'FAILED', failure: { code: 'PROVIDER_ERROR' } });
});

test('a provider that is not configured any more is not asked', async () => {
  const { context, provider } = createOperationWorld({ payment: { provider: 'stripe' } });
  await reconcilePayment(context, 'pay_1');
  expect(provider.findPayment).not.toHaveBeenCalled();
});
