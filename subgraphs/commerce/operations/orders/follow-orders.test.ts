import { expect, test } from '@jest/globals';
import { createOrderContext, orderOf } from '../../fixtures/order-rows.ts';
import { followOrder, followSales } from './follow-orders.ts';

const worldOf = (order: object | null, viewerId: string | null = 'usr_ada') =>
  createOrderContext({ orderLog: 'orders', salesLog: 'sales' }, viewerId, {
    orders: { load: async () => order },
    streams: { follow: (...values: unknown[]) => values },
  }).context;

test('an order of somebody else is as one that is not there', async () => {
  expect(await followOrder(worldOf(orderOf()), 'ord_1', 'cursor')).toEqual(['orders', 'ord_1', 'usr_ada', 'cursor']);
  await expect(followOrder(worldOf(null), 'ord_1', null)).rejects.toThrow('no such order');
});

test('sales are followed by their seller alone', () => {
  expect(followSales(worldOf(null), null)).toEqual(['sales', 'usr_ada', 'usr_ada', null]);
  expect(() => followSales(worldOf(null, null), null)).toThrow('Sign in first.');
});
