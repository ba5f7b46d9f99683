import { expect, test } from '@jest/globals';
import { createMethodsWorld, METHOD } from '../../fixtures/methods-world.ts';
import { detachPaymentMethod, removePayoutMethod } from './remove-method.ts';

test('a removed method is deleted at the provider after the commit, and another one is the default', async () => {
  const { context, work, methods, store } = createMethodsWorld({ methods: [METHOD] });
  expect(await detachPaymentMethod(context, { paymentMethodId: 'pmt_1' })).toMatchObject({ ok: true });
  expect(methods()).toEqual([]);
  const payload = { use: 'payment', provider: 'sandbox', customerRef: 'sbc_1', providerRef: 'sbm_1' };
  expect(work).toEqual([{ kind: 'delete-method', payload }]);
  expect(store.setDefaultMethod).toHaveBeenCalledWith('payment', { ownerId: 'usr_ada', provider: 'sandbox', id: null });
});

test('a method of somebody else is not found', async () => {
  const { context, work } = createMethodsWorld({ methods: [{ ...METHOD, ownerId: 'usr_eve' }] });
  expect(await removePayoutMethod(context, { payoutMethodId: 'pmt_1' })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'NotFound', path: ['input', 'payoutMethodId'] } },
  });
  expect(work).toEqual([]);
});
