import { expect, test } from '@jest/globals';
import { orderOf, partOf, refundOf } from '../../fixtures/order-rows.ts';
import { callStep, sagaNeeds } from '../../fixtures/saga-call.ts';
import { runRefundSaga } from './run-refund-saga.ts';

const moved = {
  moveFunds: { made: { id: 'wtx_2' }, errors: [] },
  refundPaymentFor: { made: { id: 'rfd_1' }, errors: [] },
};
const worldOf = (
  refund = refundOf({ fromSeller: 900n, fromFees: 100n }),
  part = partOf({ payout: 'RELEASED' }),
  order = orderOf(),
) => sagaNeeds({ findRefund: async () => refund, findOrder: async () => order, partsByIds: async () => [part] }, moved);

test.each([
  [
    'RECOVERING',
    {
      from: { userId: 'usr_ben' },
      to: { system: 'ESCROW:orders' },
      amount: { amount: '900' },
      key: 'ord_1:RECOVERING:orf_1',
    },
  ],
  ['RECOVERING_FEE', { from: { system: 'FEES' }, amount: { amount: '100' }, key: 'ord_1:RECOVERING_FEE:orf_1' }],
  [
    'CREDITING',
    {
      from: { system: 'ESCROW:orders' },
      to: { userId: 'usr_ada' },
      amount: { amount: '1000' },
      key: 'ord_1:CREDITING:orf_1',
    },
  ],
])('%s moves exactly its share, under the key of the refund', async (state, request) => {
  const { needs, requests } = worldOf();
  await callStep(runRefundSaga(needs), state, 'orf_1');
  expect(requests).toMatchObject([request]);
});

test('nothing is recovered of what was not paid out, and nobody is asked while a payout is under way', async () => {
  for (const part of [partOf(), partOf({ payout: 'RELEASING' })]) {
    const { needs, requests } = worldOf(refundOf(), part);
    await callStep(runRefundSaga(needs), 'RECOVERING', 'orf_1');
    expect(requests).toEqual([]);
  }
});

test('what was paid by card goes back to the card', async () => {
  const { needs, requests } = worldOf(
    refundOf(),
    partOf(),
    orderOf({ payWith: 'PAYMENT', holdId: null, paymentId: 'pay_1' }),
  );
  await callStep(runRefundSaga(needs), 'RETURNING', 'orf_1');
  expect(requests).toMatchObject([{ reference: { type: 'order', id: 'ord_1' }, amount: { amount: '1000' } }]);
});
