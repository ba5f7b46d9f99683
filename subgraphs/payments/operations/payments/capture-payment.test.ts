import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../../fixtures/operation-world.ts';
import { capturePayment, capturePaymentFor } from './capture-payment.ts';

test('all that is authorized is captured, and the payment has succeeded', async () => {
  const { context, provider, done, commands } = createOperationWorld();
  expect(await capturePayment(context, { paymentId: 'pay_1' })).toMatchObject({
    ok: true,
    value: { state: 'SUCCEEDED', captured: 1_000n },
  });
  const [command] = commands.values();
  expect(provider.capturePayment).toHaveBeenCalledWith('sbp_1', { amount: 1_000n, isFinal: true }, command?.id);
  expect([done.published, done.audited]).toEqual([['payment-succeeded'], []]);
});

test.each([
  ['more than is authorized', {}, { amount: 1_001n }, 'AmountTooLarge'],
  ['more than is left', { captured: 600n }, { amount: 401n }, 'AmountTooLarge'],
  ['what was captured', { state: 'SUCCEEDED' as const }, {}, 'InvalidState'],
  ['what is released', { expiresAt: NOW }, {}, 'PaymentExpired'],
  ['what is not there', { payerId: 'usr_ben' }, {}, 'NotFound'],
])('%s is not captured', async (_, payment, input, __typename) => {
  const { context, provider } = createOperationWorld({ payment });
  const captured = await capturePayment(context, { paymentId: 'pay_1', ...input });
  expect(captured).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.capturePayment).not.toHaveBeenCalled();
});

test('what the provider refuses is refused, and it is asked how the payment is', async () => {
  const { context, provider, done } = createOperationWorld();
  provider.capturePayment.mockResolvedValue({ ok: false, refusal: 'EXPIRED' });
  expect(await capturePayment(context, { paymentId: 'pay_1' })).toMatchObject({
    ok: false,
    refusal: { __typename: 'PaymentExpired', path: ['input', 'paymentId'] },
  });
  expect(done.work.at(-1)).toEqual({ kind: 'reconcile', payload: { kind: 'payment', id: 'pay_1' } });
});

test('with the scope finance anybody’s payment is captured, and it is recorded', async () => {
  const caller = { viewerId: 'usr_fin', scopes: ['finance'] };
  const { context, done } = createOperationWorld({ caller });
  expect(await capturePayment(context, { paymentId: 'pay_1', amount: 10n })).toMatchObject({ ok: true });
  expect(done.audited).toEqual(['capturePayment']);
});

test('a domain captures in the currency of its payment', async () => {
  const { context, done } = createOperationWorld({ caller: { viewerId: null, service: 'commerce' } });
  const input = { reference: { type: 'order', id: 'ord_1' }, key: 'k' };
  const amount = { amount: 10n, currency: 'USD' };
  expect(await capturePaymentFor(context, { ...input, amount })).toMatchObject({
    ok: false,
    refusal: { __typename: 'CurrencyMismatch' },
  });
  expect(await capturePaymentFor(context, input)).toMatchObject({ ok: true });
  expect(done.audited).toEqual([]);
});
