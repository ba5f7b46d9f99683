import { expect, test } from '@jest/globals';
import { createMethodsWorld, METHOD } from '../../fixtures/methods-world.ts';
import { attachPaymentMethod } from './attach-payment-method.ts';

test('what the provider has attached is saved, and the first is the default', async () => {
  const { context, methods, store } = createMethodsWorld();
  const saved = await attachPaymentMethod(context, { token: 'tok_ok', idempotencyKey: 'k' });
  expect(saved).toMatchObject({ ok: true, isReplay: false, value: { providerRef: 'sbm_2', ownerId: 'usr_ada' } });
  expect(methods()).toHaveLength(1);
  expect(store.setDefaultMethod).toHaveBeenCalledTimes(1);
});

test('what has no room is detached from the provider', async () => {
  const methods = Array.from({ length: 20 }, (_, at) => ({ ...METHOD, id: `pmt_${at}` }));
  const { context, provider } = createMethodsWorld({ methods });
  expect(await attachPaymentMethod(context, { token: 'tok_ok' })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'TooManyMethods', limit: 20 } },
  });
  expect(provider.detachMethod).toHaveBeenCalledWith('sbm_2');
});

test.each([
  ['without a provider', { hasProvider: false }, { token: 'tok_ok' }, 'MethodNotAvailable'],
  ['too often', { waitSeconds: 60 }, { token: 'tok_ok' }, 'TooManyAttempts'],
  ['with a token that is none', {}, { token: 'tok ok' }, 'InvalidInput'],
  ['with a key that is too long', {}, { token: 'tok_ok', idempotencyKey: 'x'.repeat(256) }, 'InvalidInput'],
])('a method that is given %s is refused', async (_, options, input, __typename) => {
  const { context, provider } = createMethodsWorld(options);
  expect(await attachPaymentMethod(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.attachMethod).not.toHaveBeenCalled();
});

test('a method that the provider does not accept is refused', async () => {
  const { context, provider, methods } = createMethodsWorld();
  provider.attachMethod.mockResolvedValue({ ok: false, refusal: 'METHOD_NOT_AVAILABLE' });
  expect(await attachPaymentMethod(context, { token: 'tok_no' })).toMatchObject({
    ...{ ok: false, refusal: { __typename: 'MethodNotAvailable' } },
  });
  expect(methods()).toEqual([]);
});
