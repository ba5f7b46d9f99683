import { expect, test } from '@jest/globals';
import { cartLineOf, createOrderContext } from '../../fixtures/order-rows.ts';
import { addCartItem, removeCartItem, updateCartItem } from './change-cart.ts';

const worldOf = (
  variant = cartLineOf(),
  lines = [cartLineOf({ id: 'pvr_2', quantity: 2 })],
  viewerId: string | null = 'usr_ada',
) =>
  createOrderContext(
    { orderedVariant: async () => variant, cartLines: async () => lines, removeCartLines: async () => 0 },
    viewerId,
  );

test('units are added to those that are in the cart, at the price that is seen', async () => {
  const { context, written } = worldOf(cartLineOf(), [cartLineOf({ quantity: 2 })]);
  expect(await addCartItem(context, { variantId: 'pvr_1', quantity: 3 })).toMatchObject({ ok: true });
  expect(written).toContainEqual(['setCartLine', 'usr_ada', 'pvr_1', 5, 1_000n]);
});

test('a line gets another quantity', async () => {
  const { context, written } = worldOf(cartLineOf(), [cartLineOf({ quantity: 2 })]);
  expect(await updateCartItem(context, { variantId: 'pvr_1', quantity: 1 })).toMatchObject({ ok: true });
  expect(written).toContainEqual(['setCartLine', 'usr_ada', 'pvr_1', 1, 1_000n]);
});

test.each([
  ['what is not on sale', { isSold: false }, 1, 'NotFound'],
  ['what they sell themselves', { sellerId: 'usr_ada' }, 1, 'OwnProduct'],
  ['another currency', { currency: 'USD' }, 1, 'CurrencyMismatch'],
  ['more than there is', {}, 6, 'OutOfStock'],
  ['1000 units', { available: null }, 1_000, 'QuantityLimit'],
  ['2^31 - 1 units', { available: null }, 2_147_483_647, 'QuantityLimit'],
  ['2^31 units', { available: null }, 2_147_483_648, 'QuantityLimit'],
  ['no unit', {}, 0, 'InvalidInput'],
])('nobody puts %s into a cart', async (_, changes, quantity, __typename) => {
  const { context, names } = worldOf(cartLineOf(changes));
  expect(await addCartItem(context, { variantId: 'pvr_1', quantity })).toMatchObject({ refusal: { __typename } });
  expect(names()).toEqual([]);
});

test('a cart holds at most a hundred different things', async () => {
  const lines = Array.from({ length: 100 }, (_, at) => cartLineOf({ id: `pvr_x${at}` }));
  const { context } = worldOf(cartLineOf(), lines);
  expect(await addCartItem(context, { variantId: 'pvr_1' })).toMatchObject({
    refusal: { __typename: 'QuantityLimit', limit: 100 },
  });
});

test('what is not in the cart is neither changed nor removed', async () => {
  const { context } = worldOf();
  expect(await updateCartItem(context, { variantId: 'pvr_1', quantity: 1 })).toMatchObject({
    refusal: { __typename: 'NotFound' },
  });
  expect(await removeCartItem(context, { variantId: 'pvr_1' })).toMatchObject({ refusal: { __typename: 'NotFound' } });
});

test('a visitor has no cart', async () => {
  const { context } = worldOf(cartLineOf(), [], null);
  await expect(addCartItem(context, { variantId: 'pvr_1' })).rejects.toThrow('Sign in first.');
});
