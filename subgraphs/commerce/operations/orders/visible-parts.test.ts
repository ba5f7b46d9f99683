import { expect, test } from '@jest/globals';
import { createOrderContext, orderOf, partOf } from '../../fixtures/order-rows.ts';
import { isBuyer, sumOf, visibleParts } from './visible-parts.ts';

const parts = [partOf(), partOf({ id: 'opt_2', sellerId: 'usr_cem', total: 500n })];
const worldOf = (viewerId: string) =>
  createOrderContext({}, viewerId, { partsOfOrders: { load: async () => parts } }).context;

test('buyers see all parts, sellers their own, and nobody those of a buyer who is gone', async () => {
  expect(await visibleParts(orderOf(), worldOf('usr_ada'))).toEqual(parts);
  expect(await visibleParts(orderOf(), worldOf('usr_cem'))).toEqual([parts[1]]);
  expect(await visibleParts(orderOf(), worldOf('usr_eve'))).toEqual([]);
  expect(isBuyer(orderOf({ buyerId: null }), worldOf(''))).toBe(false);
  expect(sumOf(parts)(({ total }) => total)).toBe(3_500n);
});
