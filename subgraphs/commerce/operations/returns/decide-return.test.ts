import { expect, test } from '@jest/globals';
import { createOrderContext, lineOf, NOW, orderOf, partOf } from '../../fixtures/order-rows.ts';
import type { OrderReturn } from '../../repository/index.ts';
import { approveReturn, receiveReturn, rejectReturn } from './decide-return.ts';

const returnOf = (state: OrderReturn['state']): OrderReturn => ({
  ...{ id: 'rma_1', orderId: 'ord_1', partId: 'opt_1', buyerId: 'usr_ada', state, reason: 'Broken', note: null },
  ...{ lines: [{ lineId: 'oln_1', quantity: 1 }], refundId: null, createdAt: NOW, updatedAt: NOW },
});
function worldOf(state: OrderReturn['state'] = 'REQUESTED', viewerId = 'usr_ben') {
  const found = returnOf(state);
  const whole = {
    order: orderOf(),
    parts: [partOf({ state: 'DELIVERED' })],
    lines: [lineOf({ fulfilledQuantity: 3 })],
  };
  return createOrderContext(
    { visibleReturns: async () => [found], lockWholeOrder: async () => whole, lockReturn: async () => found },
    viewerId,
  );
}
const INPUT = { returnId: 'rma_1' };

test('what is back is refunded and goes into the stock', async () => {
  const { context, written } = worldOf('APPROVED');
  expect(await receiveReturn(context, INPUT)).toMatchObject({ ok: true });
  expect(written).toContainEqual(['addRefund', expect.objectContaining({ kind: 'RETURN', amount: 1_000n })]);
  expect(written).toContainEqual(['restock', 'ord_1', [{ lineId: 'oln_1', quantity: 1 }], 'RETURN']);
});

test('a return is approved or rejected, and has the payout go on', async () => {
  const { context, written } = worldOf();
  expect(await approveReturn(context, INPUT)).toMatchObject({ ok: true });
  expect(await rejectReturn(context, { ...INPUT, note: 'Used' })).toMatchObject({ ok: true });
  expect(written.filter(([name]) => name === 'updateReturn')).toMatchObject([
    ['updateReturn', 'rma_1', { state: 'APPROVED' }],
    ['updateReturn', 'rma_1', { state: 'REJECTED', note: 'Used' }],
  ]);
});

test.each([
  ['the buyer', approveReturn, 'REQUESTED', 'usr_ada', 'NotFound'],
  ['an approved one again', approveReturn, 'APPROVED', 'usr_ben', 'InvalidState'],
  ['one that is back', rejectReturn, 'RECEIVED', 'usr_ben', 'InvalidState'],
  ['one that is back again', receiveReturn, 'RECEIVED', 'usr_ben', 'InvalidState'],
] as const)('nothing is decided: %s', async (_, decide, state, viewerId, __typename) => {
  const { context, names } = worldOf(state, viewerId);
  expect(await decide(context, INPUT)).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});
