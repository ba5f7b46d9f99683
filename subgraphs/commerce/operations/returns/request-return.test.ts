import { expect, test } from '@jest/globals';
import { createOrderContext, lineOf, NOW, orderOf, partOf } from '../../fixtures/order-rows.ts';
import { requestReturn } from './request-return.ts';

const INPUT = { orderId: 'ord_1', lines: [{ lineId: 'oln_1', quantity: 2 }], reason: 'Broken' };
const worldOf = (viewerId = 'usr_ada', part = partOf({ state: 'DELIVERED' }), isOpen = false) =>
  createOrderContext(
    {
      lockWholeOrder: async () => ({ order: orderOf(), parts: [part], lines: [lineOf({ fulfilledQuantity: 2 })] }),
      hasOpenReturn: async () => isOpen,
    },
    viewerId,
  );

test('a buyer asks to send back what was sent', async () => {
  const { context, written } = worldOf();
  expect(await requestReturn(context, INPUT)).toMatchObject({ ok: true });
  expect(written).toContainEqual(['addReturn', expect.objectContaining({ partId: 'opt_1', buyerId: 'usr_ada' })]);
});

const long = new Date(NOW.getTime() - 31 * 86_400_000);

test.each([
  ['the seller', 'usr_ben', undefined, false, INPUT, 'NotFound'],
  [
    'more than was sent',
    'usr_ada',
    undefined,
    false,
    { ...INPUT, lines: [{ lineId: 'oln_1', quantity: 3 }] },
    'NotFound',
  ],
  ['a second time', 'usr_ada', undefined, true, INPUT, 'InvalidState'],
  ['before anything is sent', 'usr_ada', partOf(), false, INPUT, 'InvalidState'],
  ['after a month', 'usr_ada', partOf({ state: 'DELIVERED', deliveredAt: long }), false, INPUT, 'InvalidState'],
  ['without a reason', 'usr_ada', undefined, false, { ...INPUT, reason: '' }, 'InvalidInput'],
])('nothing is sent back: %s', async (_, viewerId, part, isOpen, input, __typename) => {
  const { context, names } = worldOf(viewerId, part, isOpen);
  expect(await requestReturn(context, input)).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});
