import { expect, test } from '@jest/globals';
import { createMethodsWorld } from '../../fixtures/methods-world.ts';
import { createMethodSetup } from './create-method-setup.ts';

const INPUT = { returnUrl: 'https://app.example/cards' };

test('a setup has what the provider’s library needs', async () => {
  const { context } = createMethodsWorld();
  expect(await createMethodSetup(context, INPUT)).toEqual({
    ...{ ok: true, value: { clientSecret: 'secret', url: null, publishableKey: 'pk_test' } },
  });
});

test.each([
  ['without a provider', { hasProvider: false }, INPUT, 'MethodNotAvailable'],
  ['too often', { waitSeconds: 60 }, INPUT, 'TooManyAttempts'],
  ['that returns to another protocol', {}, { returnUrl: 'http://app.example/' }, 'InvalidInput'],
])('a setup %s is refused', async (_, options, input, __typename) => {
  const { context, provider } = createMethodsWorld(options);
  expect(await createMethodSetup(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.createMethodSetup).not.toHaveBeenCalled();
});
