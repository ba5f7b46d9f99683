import { expect, test } from '@jest/globals';
import { createHireWorld, moveOf, NOW } from '../../fixtures/hire-world.ts';
import { runFundingSaga, runLatePaymentSaga } from './run-funding-saga.ts';

const item = (kind: string, state: string) => ({
  ...{ id: 'saga_1', attempts: 1, failures: 1, createdAt: NOW },
  payload: { id: 'saga_1', kind, subject: 'emv_1', state, data: {}, version: 1, wakes: 0 },
});

function worldOf(move = moveOf()) {
  const inputs: unknown[] = [];
  const ask = async (_: string, document: string, { input }: Readonly<Record<string, unknown>>) => {
    inputs.push(input);
    const paid = { transaction: { id: 'wtx_1' }, errors: [] };
    if (document.includes('moveFunds')) return { moveFunds: paid };
    if (document.includes('bookPayment')) return { bookPayment: paid };
    return { createPaymentFor: { payment: { id: 'pay_1' }, errors: [] } };
  };
  const { context } = createHireWorld({ move, ask });
  return { inputs, funding: runFundingSaga(context), late: runLatePaymentSaga(context) };
}

test('the saga asks under the key of the request, so that it is asked once', async () => {
  const { inputs, funding } = worldOf();
  expect(await funding.call?.(item('escrow-funding', 'TAKING'), AbortSignal.timeout(1_000))).toEqual({ kind: 'TAKEN' });
  expect(inputs).toMatchObject([
    { key: 'emv_1:FUND', from: { userId: 'usr_ada' }, to: { system: 'ESCROW:contracts' } },
  ]);
});

test.each([
  ['has ended', moveOf({ state: 'SETTLED' })],
  ['has its payment', moveOf({ payWith: 'CARD', paymentId: 'pay_1' })],
])('nothing is asked for a movement that %s', async (_, move) => {
  const { inputs, funding } = worldOf(move);
  expect(await funding.call?.(item('escrow-funding', 'TAKING'), AbortSignal.timeout(1_000))).toBeNull();
  expect(inputs).toEqual([]);
});

test('nobody is charged whose account is deleted', async () => {
  const { inputs, funding } = worldOf(moveOf({ payWith: 'CARD', clientId: null }));
  expect(await funding.call?.(item('escrow-funding', 'TAKING'), AbortSignal.timeout(1_000))).toMatchObject({
    kind: 'REFUSED',
  });
  expect(inputs).toEqual([]);
});

test('a payment is booked to escrow, and a late one to the client', async () => {
  const { inputs, funding, late } = worldOf(moveOf({ payWith: 'CARD', paymentId: 'pay_1' }));
  await funding.call?.(item('escrow-funding', 'BOOKING'), AbortSignal.timeout(1_000));
  await late.call?.(item('escrow-late-payment', 'BOOKING'), AbortSignal.timeout(1_000));
  expect(inputs).toMatchObject([
    { paymentId: 'pay_1', to: { system: 'ESCROW:contracts' } },
    { paymentId: 'pay_1', to: { userId: 'usr_ada' } },
  ]);
});
