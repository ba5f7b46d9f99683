import { expect, test } from '@jest/globals';
import { createOperationWorld, NOW } from '../../fixtures/operation-world.ts';
import { refundPayment, refundPaymentFor } from './refund-payment.ts';

const PAID = { state: 'SUCCEEDED', captured: 1_000n } as const;
const DAY_MS = 86_400_000;
const INPUT = { paymentId: 'pay_1', idempotencyKey: 'k' };
const OLD = new Date(NOW.getTime() - 14 * DAY_MS);

test('all that is left goes back, and it is reserved before the provider is asked', async () => {
  const { context, provider, row } = createOperationWorld({ payment: { ...PAID, refundTotal: 300n } });
  provider.refundPayment.mockRejectedValue(new Error('timeout'));
  expect(await refundPayment(context, INPUT)).toMatchObject({ ok: true, value: { amount: 700n, state: 'SUBMITTED' } });
  expect(row.payment?.refundTotal).toBe(1_000n);
});

test.each([
  ['more than is left', { ...PAID, refundTotal: 300n }, { amount: 701n }, 'AmountTooLarge'],
  ['what is not captured', { state: 'AUTHORIZED' as const }, {}, 'InvalidState'],
  ['a disputed payment', { ...PAID, isDisputed: true }, {}, 'NotPermitted'],
  ['a payment of long ago', { ...PAID, createdAt: OLD }, {}, 'NotPermitted'],
  ['an order', { ...PAID, domain: 'commerce', referenceType: 'order' }, {}, 'NotPermitted'],
  ['another person’s payment', { ...PAID, payerId: 'usr_ben' }, {}, 'NotFound'],
  ['nothing', PAID, { amount: 0n }, 'InvalidInput'],
])('%s does not go back', async (_, payment, input, __typename) => {
  const { context, provider, row } = createOperationWorld({ payment });
  expect(await refundPayment(context, { ...INPUT, ...input })).toMatchObject({ ok: false, refusal: { __typename } });
  expect([row.refund, provider.refundPayment.mock.calls]).toEqual([null, []]);
});

test('the scope finance refunds every payment, and it is recorded', async () => {
  const payment = { ...PAID, createdAt: OLD, domain: 'commerce', referenceType: 'order' };
  const { context, done } = createOperationWorld({ payment, caller: { viewerId: 'usr_fin', scopes: ['finance'] } });
  expect(await refundPayment(context, INPUT)).toMatchObject({ ok: true });
  expect(done.audited).toEqual(['refundPayment']);
});

test('a domain refunds the payment for its thing', async () => {
  const { context, done } = createOperationWorld({ payment: PAID, caller: { viewerId: null, service: 'commerce' } });
  const input = { reference: { type: 'order', id: 'ord_1' }, key: 'k' };
  const amount = { amount: 10n, currency: 'EUR' };
  expect(await refundPaymentFor(context, { ...input, amount })).toMatchObject({ ok: true, value: { amount: 10n } });
  expect(await refundPaymentFor(context, { ...input, amount: { ...amount, currency: 'USD' } })).toMatchObject({
    ok: false,
    refusal: { __typename: 'CurrencyMismatch' },
  });
  expect(done.audited).toEqual([]);
});
