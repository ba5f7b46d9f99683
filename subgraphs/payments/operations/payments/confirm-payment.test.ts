import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW, reportOf } from '../../fixtures/operation-world.ts';
import { confirmPayment } from './confirm-payment.ts';

const OPEN = { state: 'REQUIRES_METHOD' } as const;
const INPUT = { paymentId: 'pay_1', method: { token: 'tok_ok' } };

test('the method is stored before the provider is asked, and forgotten once it is charged', async () => {
  const { context, provider, row } = createOperationWorld({ payment: OPEN });
  provider.confirmPayment.mockImplementation(async () => {
    expect(row.payment).toMatchObject({ methodToken: 'tok_ok', state: 'REQUIRES_CONFIRMATION' });
    return { ok: true, value: reportOf() };
  });
  expect(await confirmPayment(context, INPUT)).toMatchObject({
    ok: true,
    value: { state: 'PROCESSING', methodToken: null },
  });
  expect(provider.confirmPayment).toHaveBeenCalledTimes(1);
});

test.each([
  ['another person’s payment', { payerId: 'usr_ben' }, INPUT, 'NotFound'],
  ['a confirmed payment', { state: 'PROCESSING' as const }, INPUT, 'InvalidState'],
  ['an expired payment', { state: 'EXPIRED' as const }, INPUT, 'PaymentExpired'],
  ['a payment whose time is over', { ...OPEN, expiresAt: NOW }, INPUT, 'PaymentExpired'],
  ['a payment without a method', OPEN, { paymentId: 'pay_1' }, 'InvalidInput'],
  ['a saved method of somebody else', OPEN, { paymentId: 'pay_1', paymentMethodId: 'pmt_2' }, 'NotFound'],
  ['a payment of another provider', { ...OPEN, provider: 'stripe' }, INPUT, 'MethodNotAvailable'],
])('%s is not confirmed', async (_, payment, input, __typename) => {
  const { context, provider } = createOperationWorld({ payment: payment });
  expect(await confirmPayment(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(provider.confirmPayment).not.toHaveBeenCalled();
});

test('while the provider is busy with the payment nothing else is asked of it', async () => {
  const { context } = createOperationWorld({ payment: { ...OPEN, hasPendingCommand: true } });
  await expect(confirmPayment(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAVAILABLE' } });
});

test('who tries cards is slowed down', async () => {
  const { context, done } = createOperationWorld({ payment: OPEN });
  done.failedPayments = 10;
  expect(await confirmPayment(context, INPUT)).toMatchObject({ ok: false, refusal: { __typename: 'TooManyAttempts' } });
});
