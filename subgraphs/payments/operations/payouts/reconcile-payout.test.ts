import { expect, test } from '@jest/globals';
import { createMethodsWorld, NOW, PAYOUT, payoutReportOf } from '../../fixtures/methods-world.ts';
import type { ProviderPayout } from '../../provider/provider-objects.ts';
import type { PayoutTransfer } from '../../repository/index.ts';
import { applyPayoutEvent } from './apply-payout-event.ts';
import { checkPayouts, reconcilePayout } from './reconcile-payout.ts';

const later = new Date(NOW.getTime() + 1_000);

test.each<[PayoutTransfer['state'], ProviderPayout['state'], PayoutTransfer['state'], string[]]>([
  ['CREATED', 'SUBMITTED', 'SUBMITTED', []],
  ['CREATED', 'PAID', 'PAID', ['payments.payout-paid']],
  ['SUBMITTED', 'PAID', 'PAID', ['payments.payout-paid']],
  ['SUBMITTED', 'FAILED', 'FAILED', ['payments.payout-failed']],
  ['PAID', 'FAILED', 'FAILED', ['payments.payout-failed']],
  ['PAID', 'SUBMITTED', 'PAID', []],
  ['FAILED', 'SUBMITTED', 'FAILED', []],
])('a payout that is %s and reported %s is %s', async (state, reported, expected, published) => {
  const world = createMethodsWorld({ payout: { ...PAYOUT, state, wasPaid: state === 'PAID', providerAt: NOW } });
  world.provider.findPayout.mockResolvedValue(payoutReportOf({ state: reported, at: later }));
  await reconcilePayout(world.context, 'pyo_1');
  expect(world.payout()?.state).toBe(expected);
  expect(world.published.map(({ type }) => type)).toEqual(published);
  expect(world.context.reportError).toHaveBeenCalledTimes(state === 'FAILED' ? 1 : 0);
});

test('a payout that the provider never received is submitted again', async () => {
  const world = createMethodsWorld({ payout: PAYOUT });
  world.provider.findPayout.mockResolvedValue(null);
  await reconcilePayout(world.context, 'pyo_1');
  expect(world.work).toEqual([{ kind: 'submit-payout', payload: { payoutId: 'pyo_1' } }]);
});

test('payouts whose webhook may never come are asked about', async () => {
  const world = createMethodsWorld({ payout: PAYOUT });
  expect(await checkPayouts(world.context)).toBe(1);
  expect(world.work).toEqual([{ kind: 'reconcile', payload: { kind: 'payout', id: 'pyo_1' } }]);
  expect(await checkPayouts(createMethodsWorld({ hasProvider: false }).context)).toBe(0);
});

test('after a webhook about a failure the provider is asked, and an unknown payout waits', async () => {
  const world = createMethodsWorld({ payout: { ...PAYOUT, state: 'PAID', wasPaid: true } });
  const failed = payoutReportOf({ state: 'FAILED', at: later });
  expect(await applyPayoutEvent(world.store, 'sandbox', failed, later)).toBe(true);
  expect(world.published).toMatchObject([{ type: 'payments.payout-failed', payload: { wasPaid: true } }]);
  expect(world.work).toMatchObject([{ kind: 'reconcile' }]);
  expect(await applyPayoutEvent(createMethodsWorld().store, 'sandbox', failed, later)).toBe(false);
});
