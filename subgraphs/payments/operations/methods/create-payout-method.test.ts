import { expect, test } from '@jest/globals';
import { createMethodsWorld } from '../../fixtures/methods-world.ts';
import { createPayoutMethod } from './create-payout-method.ts';

test('an account is saved with the currency that it receives', async () => {
  const { context, provider } = createMethodsWorld();
  const input = { token: 'ptok_ok', currency: 'USD', isDefault: true };
  expect(await createPayoutMethod(context, input)).toMatchObject({ ok: true, value: { currency: 'USD' } });
  expect(provider.attachPayoutMethod).toHaveBeenCalledTimes(1);
  expect(provider.attachMethod).not.toHaveBeenCalled();
});

test.each([
  ['in a currency that is not supported', { token: 'ptok_ok', currency: 'JPY' }, 'CurrencyNotSupported'],
  ['without a token', { token: '', currency: 'EUR' }, 'InvalidInput'],
])('an account %s is refused', async (_, input, __typename) => {
  const { context, provider } = createMethodsWorld();
  expect(await createPayoutMethod(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.attachPayoutMethod).not.toHaveBeenCalled();
});
