import { expect, test } from '@jest/globals';
import { createOperationWorld, reportOf } from '../../fixtures/operation-world.ts';
import { cancelPayment, cancelPaymentFor } from './cancel-payment.ts';

test('an authorized payment is cancelled at the provider first', async () => {
  const { context, provider, done } = createOperationWorld();
  expect(await cancelPayment(context, { paymentId: 'pay_1' })).toMatchObject({
    ok: true,
    value: { state: 'CANCELLED' },
  });
  expect(provider.cancelPayment).toHaveBeenCalledTimes(1);
  expect(done.published).toEqual(['payment-cancelled']);
});

test.each([
  ['one that is processed', { state: 'PROCESSING' as const }, 'InvalidState'],
  ['one that has failed', { state: 'FAILED' as const }, 'InvalidState'],
  ['one of which a part was captured', { captured: 1n }, 'InvalidState'],
  ['another person’s', { payerId: 'usr_ben' }, 'NotFound'],
])('%s is not cancelled', async (_, payment, __typename) => {
  const { context, provider } = createOperationWorld({ payment });
  expect(await cancelPayment(context, { paymentId: 'pay_1' })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.cancelPayment).not.toHaveBeenCalled();
});

test('a payment that the provider has captured meanwhile has succeeded', async () => {
  const { context, provider, done } = createOperationWorld();
  provider.cancelPayment.mockResolvedValue({ ok: true, value: reportOf({ state: 'SUCCEEDED', captured: 1_000n }) });
  expect(await cancelPayment(context, { paymentId: 'pay_1' })).toMatchObject({
    ok: true,
    value: { state: 'SUCCEEDED' },
  });
  expect(done.published).toEqual(['payment-succeeded']);
});

test('a domain cancels the payment for its thing', async () => {
  const { context } = createOperationWorld({ caller: { viewerId: null, service: 'commerce' } });
  const input = { reference: { type: 'order', id: 'ord_1' }, key: 'k' };
  expect(await cancelPaymentFor(context, input)).toMatchObject({ ok: true, value: { state: 'CANCELLED' } });
  const none = createOperationWorld({ payment: null, caller: { viewerId: null, service: 'commerce' } });
  expect(await cancelPaymentFor(none.context, input)).toMatchObject({ ok: false, refusal: { __typename: 'NotFound' } });
});
