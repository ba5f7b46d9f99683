import { expect, test } from '@jest/globals';
import { createOperationWorld } from '../../fixtures/operation-world.ts';
import { createPaymentFor } from './create-payment-for.ts';

const WALLET = { viewerId: null, service: 'wallet' };
const INPUT = {
  userId: 'usr_ada',
  amount: { amount: 1_000n, currency: 'EUR' },
  reference: { type: 'deposit', id: 'dep_1' },
  key: 'dep_1:pay',
};

test('a person is charged with a saved method for a thing of the calling domain', async () => {
  const { context, row, provider } = createOperationWorld({ payment: null, caller: WALLET });
  expect(await createPaymentFor(context, { ...INPUT, paymentMethodId: 'pmt_1' })).toMatchObject({ ok: true });
  expect(row.payment).toMatchObject({
    domain: 'wallet',
    referenceType: 'deposit',
    referenceId: 'dep_1',
    purpose: null,
  });
  expect(provider.createPayment).toHaveBeenCalledWith(
    expect.objectContaining({ method: { token: 'sbm_1', customerRef: 'sbc_1' } }),
    expect.any(String),
  );
});

test('a thing that is being paid is not paid again', async () => {
  const { context, provider } = createOperationWorld({ payment: { state: 'PROCESSING' }, caller: WALLET });
  expect(await createPaymentFor(context, INPUT)).toMatchObject({
    ok: false,
    refusal: { __typename: 'InvalidState', from: 'PROCESSING', allowed: ['FAILED', 'CANCELLED', 'EXPIRED'] },
  });
  expect(provider.createPayment).not.toHaveBeenCalled();
});

test('only domains charge others', async () => {
  const { context } = createOperationWorld();
  await expect(createPaymentFor(context, INPUT)).rejects.toMatchObject({ extensions: { code: 'FORBIDDEN' } });
});
