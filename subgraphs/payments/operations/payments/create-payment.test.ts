import { expect, test } from '@jest/globals';
import { createOperationWorld, reportOf } from '../../fixtures/operation-world.ts';
import { createPayment } from './create-payment.ts';

const INPUT = {
  amount: { amount: 1_000n, currency: 'EUR' },
  method: { token: 'tok_ok' },
  idempotencyKey: 'k1',
};

test('a payment is stored before the provider is asked, by a key of its own', async () => {
  const { context, provider, row, commands, done } = createOperationWorld({ payment: null });
  provider.createPayment.mockImplementation(async () => {
    expect(row.payment).toMatchObject({ state: 'REQUIRES_CONFIRMATION', methodToken: 'tok_ok' });
    return { ok: true, value: reportOf({ paymentId: row.payment?.id ?? null }) };
  });
  const created = await createPayment(context, INPUT);
  expect(created).toMatchObject({ ok: true, isReplay: false, value: { state: 'PROCESSING', methodToken: null } });
  const [command] = commands.values();
  expect(provider.createPayment).toHaveBeenCalledWith(
    expect.objectContaining({ paymentId: row.payment?.id, amount: 1_000n, confirm: true }),
    command?.id,
  );
  expect(done.work).toMatchObject([{ kind: 'run-payment-command', payload: { commandId: command?.id } }]);
});

test('while the outcome is not known the payment stays, and its command waits', async () => {
  const { context, provider, row, commands, reportError } = createOperationWorld({ payment: null });
  provider.createPayment.mockRejectedValue(new Error('timeout'));
  expect(await createPayment(context, INPUT)).toMatchObject({ ok: true, value: { state: 'REQUIRES_CONFIRMATION' } });
  expect(row.payment).toMatchObject({ state: 'REQUIRES_CONFIRMATION' });
  expect([...commands.values()]).toMatchObject([{ kind: 'CREATE', state: 'PENDING' }]);
  expect(reportError).toHaveBeenCalledTimes(1);
});

test('what the provider refuses to create has failed', async () => {
  const { context, provider, done } = createOperationWorld({ payment: null });
  provider.createPayment.mockResolvedValue({ ok: false, refusal: 'METHOD_NOT_AVAILABLE' });
  expect(await createPayment(context, INPUT)).toMatchObject({ ok: true, value: { state: 'FAILED' } });
  expect(done.published).toEqual(['payment-failed']);
});

test.each([
  ['without a provider', { hasProvider: false }, INPUT, 'MethodNotAvailable'],
  ['with a method of somebody else', {}, { ...INPUT, method: null, paymentMethodId: 'pmt_2' }, 'NotFound'],
  [
    'in a currency that is not supported',
    {},
    { ...INPUT, amount: { amount: 1_000n, currency: 'JPY' } },
    'CurrencyNotSupported',
  ],
  ['of too much', {}, { ...INPUT, amount: { amount: 100_000n, currency: 'EUR' } }, 'AmountOutOfRange'],
  ['of nothing', {}, { ...INPUT, amount: { amount: 0n, currency: 'EUR' } }, 'InvalidInput'],
])('a payment %s is refused', async (_, options, input, __typename) => {
  const { context, row, provider } = createOperationWorld({ payment: null, ...options });
  expect(await createPayment(context, input)).toMatchObject({ ok: false, refusal: { __typename } });
  expect(row.payment).toBeNull();
  expect(provider.createPayment).not.toHaveBeenCalled();
});

test('a visitor is asked to sign in', async () => {
  const { context } = createOperationWorld({ caller: { viewerId: null } });
  await expect(createPayment(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } });
});
