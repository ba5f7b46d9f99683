import { expect, test } from '@jest/globals';
import { createOrderContext, lineOf, orderOf, partOf } from '../../fixtures/order-rows.ts';
import { refundOrder } from './refund-order.ts';

const INPUT = { orderId: 'ord_1', idempotencyKey: 'k', lines: [{ lineId: 'oln_1', quantity: 1 }] };
const worldOf = (
  viewerId = 'usr_ben',
  { order = orderOf(), part = partOf({ state: 'DELIVERED' }), line = lineOf({ fulfilledQuantity: 3 }) } = {},
) => createOrderContext({ lockWholeOrder: async () => ({ order, parts: [part], lines: [line] }) }, viewerId);

test('units go back for what they cost, and from whom was paid out what they got', async () => {
  const { context, written } = worldOf('usr_ben', { part: partOf({ state: 'COMPLETED', payout: 'RELEASED' }) });
  expect(await refundOrder(context, INPUT)).toMatchObject({ ok: true, isReplay: false });
  expect(written).toContainEqual([
    'addRefund',
    expect.objectContaining({ amount: 1_000n, fromSeller: 900n, fromFees: 100n }),
  ]);
});

test('without lines all that is left goes back', async () => {
  const { context, written } = worldOf('usr_ben', {
    part: partOf({ state: 'DELIVERED', refundTotal: 1_000n, total: 3_490n, shipping: 490n }),
    line: lineOf({ fulfilledQuantity: 3, refundedQuantity: 1, refundedAmount: 1_000n }),
  });
  expect(await refundOrder(context, { ...INPUT, lines: null })).toMatchObject({ ok: true });
  expect(written).toContainEqual(['addRefund', expect.objectContaining({ amount: 2_490n, fromSeller: 0n })]);
  expect(written).toContainEqual(['updatePart', 'opt_1', { state: 'DELIVERED', payout: 'NONE' }]);
});

test('a line gives back no more than it cost, though the part has more left', async () => {
  const part = partOf({ state: 'DELIVERED' });
  const lines = [lineOf({ total: 2_000n }), lineOf({ id: 'oln_2', quantity: 1, total: 1_000n })];
  const { context, names } = createOrderContext(
    { lockWholeOrder: async () => ({ order: orderOf(), parts: [part], lines }) },
    'usr_ben',
  );
  const claims = [{ lineId: 'oln_2', quantity: 0, amount: { amount: 1_001n, currency: 'EUR' } }];
  const refusal = { __typename: 'AmountTooLarge', path: ['input', 'lines'] };
  expect(await refundOrder(context, { ...INPUT, lines: claims })).toMatchObject({ ok: false, refusal });
  expect(names()).toEqual([]);
});

const amount = (cents: bigint, currency = 'EUR') => ({
  lines: [{ lineId: 'oln_1', quantity: 0, amount: { amount: cents, currency } }],
});

test.each([
  ['the buyer', 'usr_ada', {}, {}, 'NotPermitted'],
  ['a stranger', 'usr_eve', {}, {}, 'NotFound'],
  ['more units than there are', 'usr_ben', {}, { lines: [{ lineId: 'oln_1', quantity: 4 }] }, 'AmountTooLarge'],
  ['more than the line cost', 'usr_ben', {}, amount(3_001n), 'AmountTooLarge'],
  ['another currency', 'usr_ben', {}, amount(1n, 'USD'), 'CurrencyMismatch'],
  ['nothing', 'usr_ben', {}, { lines: [{ lineId: 'oln_1', quantity: 0 }] }, 'AmountTooLarge'],
  ['a cancelled part', 'usr_ben', { part: partOf({ state: 'CANCELLED' }) }, {}, 'InvalidState'],
  ['an order that is not paid', 'usr_ben', { order: orderOf({ paidAt: null }) }, {}, 'InvalidState'],
  ['no key', 'usr_ben', {}, { idempotencyKey: '' }, 'InvalidInput'],
])('%s is not refunded', async (_, viewerId, facts, changes, __typename) => {
  const { context, names } = worldOf(viewerId, facts);
  expect(await refundOrder(context, { ...INPUT, ...changes })).toMatchObject({ ok: false, refusal: { __typename } });
  expect(names()).toEqual([]);
});
