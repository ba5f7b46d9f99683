import { expect, test } from '@jest/globals';
import { cartLineOf, createOrderContext } from '../../fixtures/order-rows.ts';
import { readCart } from './read-cart.ts';

test.each([true, false])('the default address is used where none was chosen: %s', async (isDefault) => {
  const { context, store } = createOrderContext({
    cartLines: async () => [cartLineOf()],
    cartChoices: async () => ({ addressId: null, voucherId: null, shipping: {} }),
    ...{ shippingOptionsOf: async () => [], addressesOf: async () => [{ id: 'adr_1', isDefault, country: 'DE' }] },
  });
  const cart = await readCart(context, store, 'usr_ada');
  expect(cart.address?.id ?? null).toBe(isDefault ? 'adr_1' : null);
  expect(cart.totals.total).toBe(1_000n);
});
