import { expect, test } from '@jest/globals';
import { cartLineOf, createOrderContext } from '../../fixtures/order-rows.ts';
import { applyVoucher, clearCart, removeVoucher, selectShipping, setCartAddress } from './choose-for-cart.ts';

const worldOf = (more: object = {}) =>
  createOrderContext({
    cartLines: async () => [cartLineOf()],
    cartChoices: async () => ({ addressId: null, voucherId: null, shipping: {} }),
    ...{
      shippingOptionsOf: async () => [],
      findVoucher: async () => null,
      addressesOf: async () => [],
      ownAddresses: async () => [null],
    },
    ...more,
  });

test.each([
  ['an address of somebody else', () => setCartAddress(worldOf().context, { addressId: 'adr_1' }), 'NotFound'],
  [
    'a part that is not there',
    () => selectShipping(worldOf().context, { partId: 'usr_eve', optionId: 'sho_1' }),
    'NotFound',
  ],
  [
    'an option that does not reach',
    () => selectShipping(worldOf().context, { partId: 'usr_ben', optionId: 'sho_1' }),
    'NotFound',
  ],
  ['a code that nobody has', () => applyVoucher(worldOf().context, { code: 'TEN' }), 'VoucherInvalid'],
  ['no code', () => applyVoucher(worldOf().context, { code: '' }), 'InvalidInput'],
])('%s is refused', async (_, choose, __typename) => {
  expect(await choose()).toMatchObject({ ok: false, refusal: { __typename } });
});

test('an address of the viewer is chosen', async () => {
  const { context, written } = worldOf({ ownAddresses: async () => [{ id: 'adr_1' }] });
  expect(await setCartAddress(context, { addressId: 'adr_1' })).toMatchObject({ ok: true });
  expect(written).toContainEqual(['setCartAddress', 'usr_ada', 'adr_1']);
});

test('a cart loses its voucher, and all that is in it', async () => {
  const { context, names } = worldOf();
  await removeVoucher(context);
  await clearCart(context);
  expect(names()).toEqual(['setCartVoucher', 'clearCart']);
});
