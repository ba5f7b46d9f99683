import { expect, test } from '@jest/globals';
import { createOrderContext, lineOf, NOW, orderOf, partOf } from '../../fixtures/order-rows.ts';
import { cancelOrder } from './cancel-order.ts';

const worldOf = (
  viewerId: string,
  { order = orderOf(), part = partOf({ shipping: 490n, total: 3_490n, items: 3_000n }) } = {},
) => createOrderContext({ lockWholeOrder: async () => ({ order, parts: [part], lines: [lineOf()] }) }, viewerId);

test('an order that is not paid is left to its saga', async () => {
  const { context, written } = worldOf('usr_ada', {
    order: orderOf({ state: 'PENDING', stock: 'RESERVED', paidAt: null }),
  });
  expect(await cancelOrder(context, { orderId: 'ord_1' })).toMatchObject({ ok: true });
  expect(written).toContainEqual(['updateOrder', 'ord_1', { cancelledAt: NOW }]);
});

test.each(['usr_ada', 'usr_ben'])(
  '%s cancels what is not sent: all of its money goes back, with the shipping',
  async (viewerId) => {
    const { context, written } = worldOf(viewerId);
    expect(await cancelOrder(context, { orderId: 'ord_1' })).toMatchObject({ ok: true });
    expect(written).toContainEqual(['addRefund', expect.objectContaining({ kind: 'CANCELLATION', amount: 3_490n })]);
    expect(written).toContainEqual(['restock', 'ord_1', [{ lineId: 'oln_1', quantity: 3 }], 'CANCELLATION']);
    expect(written).toContainEqual(['updatePart', 'opt_1', { state: 'CANCELLED', payout: 'NONE' }]);
  },
);

test.each([
  ['a stranger', 'usr_eve', {}, 'NotFound'],
  [
    'a seller of an order that is not paid',
    'usr_ben',
    { order: orderOf({ state: 'PENDING', stock: 'RESERVED' }) },
    'NotFound',
  ],
  ['after it was sent', 'usr_ada', { part: partOf({ state: 'FULFILLED' }) }, 'InvalidState'],
  ['while it is being paid', 'usr_ada', { order: orderOf({ paidAt: null }) }, 'InvalidState'],
])('nothing is cancelled: %s', async (_, viewerId, facts, __typename) => {
  const { context, names } = worldOf(viewerId, facts);
  expect(await cancelOrder(context, { orderId: 'ord_1' })).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});
