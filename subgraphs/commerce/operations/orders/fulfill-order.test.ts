import { expect, test } from '@jest/globals';
import { createOrderContext, lineOf, NOW, orderOf, partOf } from '../../fixtures/order-rows.ts';
import { confirmDelivery, fulfillOrder, PAYOUT_DELAY_MS } from './fulfill-order.ts';

const INPUT = { orderId: 'ord_1', partId: 'opt_1' };
const worldOf = (viewerId: string, { order = orderOf(), part = partOf(), line = lineOf() } = {}) =>
  createOrderContext(
    { lockWholeOrder: async () => ({ order, parts: [part], lines: [line] }), partsOfOrders: async () => [[part]] },
    viewerId,
  );

test('a seller sends all that is left, and is paid in seven days', async () => {
  const { context, written } = worldOf('usr_ben', { line: lineOf({ refundedQuantity: 1 }) });
  expect(await fulfillOrder(context, INPUT)).toMatchObject({ ok: true });
  expect(written).toContainEqual(['addFulfilled', [{ lineId: 'oln_1', quantity: 2 }]]);
  const releaseAt = new Date(NOW.getTime() + PAYOUT_DELAY_MS);
  expect(written).toContainEqual(['updatePart', 'opt_1', { state: 'FULFILLED', releaseAt }]);
  expect(written).toContainEqual(['updateOrder', 'ord_1', { state: 'FULFILLED' }]);
});

test('what is sent in parts is not paid out yet', async () => {
  const { context, written } = worldOf('usr_ben');
  await fulfillOrder(context, { ...INPUT, lines: [{ lineId: 'oln_1', quantity: 1 }] });
  expect(written).toContainEqual(['updatePart', 'opt_1', { state: 'PARTIALLY_FULFILLED' }]);
});

test.each([
  ['the buyer', 'usr_ada', {}, {}, 'NotFound'],
  ['before it is paid', 'usr_ben', { order: orderOf({ paidAt: null }) }, {}, 'InvalidState'],
  ['after all was sent', 'usr_ben', { part: partOf({ state: 'FULFILLED' }) }, {}, 'InvalidState'],
  ['more than there is', 'usr_ben', {}, { lines: [{ lineId: 'oln_1', quantity: 4 }] }, 'NotFound'],
  ['a line of somebody else', 'usr_ben', {}, { lines: [{ lineId: 'oln_x', quantity: 1 }] }, 'NotFound'],
  ['a line twice', 'usr_ben', {}, { lines: [1, 1].map((quantity) => ({ lineId: 'oln_1', quantity })) }, 'InvalidInput'],
])('nothing is sent: %s', async (_, viewerId, facts, changes, __typename) => {
  const { context, names } = worldOf(viewerId, facts);
  expect(await fulfillOrder(context, { ...INPUT, ...changes })).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});

test('what has arrived is paid out at once', async () => {
  const { context, written } = worldOf('usr_ada', { part: partOf({ state: 'FULFILLED' }) });
  expect(await confirmDelivery(context, { orderId: 'ord_1' })).toMatchObject({ ok: true });
  expect(written).toContainEqual(['updatePart', 'opt_1', { state: 'DELIVERED', deliveredAt: NOW, releaseAt: NOW }]);
});

test.each([
  ['the seller', 'usr_ben', partOf({ state: 'FULFILLED' }), 'NotFound'],
  ['before it is sent', 'usr_ada', partOf(), 'InvalidState'],
])('nobody confirms a delivery: %s', async (_, viewerId, part, __typename) => {
  const { context, names } = worldOf(viewerId, { part });
  expect(await confirmDelivery(context, { orderId: 'ord_1' })).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});
