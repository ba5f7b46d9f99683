import { expect, test } from '@jest/globals';
import { createMethodsWorld, METHOD } from '../../fixtures/methods-world.ts';
import { setDefaultMethod } from './set-default-method.ts';

test('a method of the viewer becomes the default, and no other does', async () => {
  const others = { ...METHOD, id: 'pmt_2', ownerId: 'usr_eve' };
  const { context, store } = createMethodsWorld({ methods: [{ ...METHOD, isDefault: false }, others] });
  expect(await setDefaultMethod(context, { paymentMethodId: 'pmt_2' })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'NotFound' } },
  });
  expect(store.setDefaultMethod).not.toHaveBeenCalled();
  expect(await setDefaultMethod(context, { paymentMethodId: 'pmt_1' })).toMatchObject({
    ...{ ok: true, value: { id: 'pmt_1', isDefault: true } },
  });
});
