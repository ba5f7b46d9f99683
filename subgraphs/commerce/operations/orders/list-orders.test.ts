import { expect, test } from '@jest/globals';
import { createOrderContext } from '../../fixtures/order-rows.ts';
import { listOrders, listReturns, listSales, listVouchers, summarizeSales } from './list-orders.ts';

const none = async () => [];
const worldOf = (viewerId: string | null = 'usr_ada') =>
  createOrderContext({ ordersOf: none, salesOf: none, returnsOf: none, vouchersOf: none, salesSums: none }, viewerId)
    .context;

test('lists are the viewer’s, a bounded page at a time', async () => {
  for (const list of [listOrders, listSales, listReturns, listVouchers]) {
    expect((await list(worldOf(), { first: 2 })).edges).toEqual([]);
    await expect(list(worldOf(), { first: 101 })).rejects.toThrow('0 to 100');
    expect(() => list(worldOf(null), {})).toThrow('Sign in first.');
  }
});

test.each([0, -1, 367])('a period of %s days is refused', async (days) => {
  const from = new Date('2031-01-01T00:00:00Z');
  await expect(summarizeSales(worldOf(), { from, to: new Date(from.getTime() + days * 86_400_000) })).rejects.toThrow(
    '366',
  );
});
