import { expect, test } from '@jest/globals';
import { createMethodsWorld, NOW } from '../../fixtures/methods-world.ts';
import { deleteAtProvider } from './delete-at-provider.ts';

const item = (payload: object) => ({ id: 'wrk_1', payload, attempts: 1, failures: 1, createdAt: NOW });
const { signal } = new AbortController();

test('methods and people are deleted at the provider that is configured, and at no other', async () => {
  const { context, provider } = createMethodsWorld();
  const [ofMethods, ofCustomers] = deleteAtProvider(context);
  for (const name of ['stripe', 'sandbox']) {
    const payload = { provider: name, customerRef: 'sbc_1', providerRef: 'sbm_1' };
    await ofMethods?.call?.(item({ ...payload, use: 'payment' }), signal);
    await ofMethods?.call?.(item({ ...payload, use: 'payout' }), signal);
    await ofCustomers?.call?.(item(payload), signal);
  }
  expect(provider.detachMethod.mock.calls).toEqual([['sbm_1']]);
  expect(provider.detachPayoutMethod.mock.calls).toEqual([['sbc_1', 'sbm_1']]);
  expect(provider.deleteCustomer.mock.calls).toEqual([['sbc_1']]);
});
