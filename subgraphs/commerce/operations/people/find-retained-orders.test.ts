import { expect, test } from '@jest/globals';
import { createOrderContext } from '../../fixtures/order-rows.ts';
import { findRetainedOrders } from './find-retained-orders.ts';

test('retained records are for finance alone, and for a reason', async () => {
  const { context } = createOrderContext({});
  await expect(findRetainedOrders(context, 'usr_ada', 'An audit')).rejects.toThrow('finance');
  await expect(findRetainedOrders(context, 'usr_ada', '')).rejects.toThrow('A reason holds');
});
