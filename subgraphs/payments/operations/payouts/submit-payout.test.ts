import { expect, test } from '@jest/globals';
import { createMethodsWorld, NOW, PAYOUT, payoutReportOf } from '../../fixtures/methods-world.ts';
import { submitPayouts } from './submit-payout.ts';

const item = { id: 'wrk_1', payload: { payoutId: 'pyo_1' }, attempts: 1, failures: 1, createdAt: NOW };
const { signal } = new AbortController();

async function submit(world: ReturnType<typeof createMethodsWorld>): Promise<void> {
  const handler = submitPayouts(world.context);
  await handler.complete(world.store, item, world.sql, await handler.call?.(item, signal));
}

test('a payout is submitted under its id, and is on its way', async () => {
  const world = createMethodsWorld({ payout: PAYOUT });
  await submit(world);
  expect(world.provider.createPayout).toHaveBeenCalledWith(
    { payoutId: 'pyo_1', amount: 900n, currency: 'EUR', method: { token: 'sbm_1', customerRef: 'sbc_1' } },
    'pyo_1',
  );
  expect(world.payout()).toMatchObject({ state: 'SUBMITTED', providerRef: 'sbo_1' });
  expect(world.published).toEqual([]);
});

test('a payout that the provider refuses has failed, and one that has ended is not submitted', async () => {
  const world = createMethodsWorld({ payout: PAYOUT });
  world.provider.createPayout.mockResolvedValue({ ok: false, refusal: 'AMOUNT_TOO_LARGE' });
  await submit(world);
  expect(world.payout()).toMatchObject({ state: 'FAILED', failureCode: 'PROVIDER_BALANCE_TOO_LOW', wasPaid: false });
  expect(world.published).toMatchObject([{ type: 'payments.payout-failed', payload: { wasPaid: false } }]);
  await submit(world);
  expect(world.provider.createPayout).toHaveBeenCalledTimes(1);
});

test('while the outcome is not known the payout stays', async () => {
  const world = createMethodsWorld({ payout: PAYOUT });
  world.provider.createPayout.mockRejectedValue(new Error('timeout'));
  await expect(submit(world)).rejects.toThrow('timeout');
  expect(world.payout()).toEqual(PAYOUT);
});

test('a payout that a webhook has paid meanwhile stays paid', async () => {
  const world = createMethodsWorld({ payout: PAYOUT });
  world.provider.createPayout.mockImplementation(async () => {
    await world.store.storePayout({ ...PAYOUT, state: 'PAID', providerRef: 'sbo_1', wasPaid: true, providerAt: NOW });
    return { ok: true, value: payoutReportOf() };
  });
  await submit(world);
  expect(world.payout()).toMatchObject({ state: 'PAID' });
});
