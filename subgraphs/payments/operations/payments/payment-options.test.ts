import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { paymentOptions } from './payment-options.ts';

test('each currency comes with the amounts of one payment', () => {
  expect(paymentOptions(createOperationWorld().context)).toEqual({
    isAvailable: true,
    publishableKey: 'pk_test',
    currencies: [{ min: { amount: 50n, currency: 'EUR' }, max: { amount: 99_999n, currency: 'EUR' } }],
  });
});

test('without a provider nothing can be paid', () => {
  expect(paymentOptions(createOperationWorld({ hasProvider: false }).context)).toMatchObject({ isAvailable: false });
});
