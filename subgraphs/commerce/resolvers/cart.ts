import type { Result } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../context.ts';
import type { CartLineResolvers, MutationResolvers, QueryResolvers } from '../generated.ts';
import { addCartItem, removeCartItem, updateCartItem } from '../operations/cart/change-cart.ts';
import {
  applyVoucher,
  clearCart,
  removeVoucher,
  selectShipping,
  setCartAddress,
} from '../operations/cart/choose-for-cart.ts';
import { noticesOf } from '../operations/cart/line-rules.ts';
import { type QuotedCart, readCart } from '../operations/cart/read-cart.ts';
import type { Totals } from '../operations/orders/order-amounts.ts';

/** Amounts as the contract has them. */
export function totalsIn(currency: string, { items, shipping, tax, discount, total }: Totals, refunded = 0n) {
  const money = (amount: bigint) => ({ amount, currency });
  return {
    ...{ items: money(items), shipping: money(shipping), tax: money(tax), discount: money(discount) },
    ...{ total: money(total), refunded: money(refunded) },
  };
}

const cartOf = (cart: QuotedCart) => ({
  lines: cart.parts.flatMap(({ lines }) => lines.map(({ line }) => line)),
  parts: cart.parts.map((part) => ({
    ...{ id: part.sellerId, seller: { id: part.sellerId }, needsShipping: part.needsShipping },
    lines: part.lines.map(({ line }) => line),
    shippingOptions: part.options.map(({ option, price }) => ({ ...option, price })),
    shippingOption: part.option,
    isUnreachable: part.isUnreachable,
    totals: totalsIn(part.currency, part.totals),
  })),
  subtotal: cart.currency === null ? null : { amount: cart.totals.items, currency: cart.currency },
  totals: cart.currency === null ? null : totalsIn(cart.currency, cart.totals),
  address: cart.address,
  voucherCode: cart.voucherCode,
});

/** The cart of a person as it is now. */
const currentCart = async (context: CommerceContext, ownerId: string) =>
  cartOf(await readCart(context, context.repository, ownerId));

/** The payload of a change of a cart. */
async function payloadOf<Refusal>(context: CommerceContext, result: Result<{ readonly ownerId: string }, Refusal>) {
  if (!result.ok) return { cart: null, errors: [result.refusal] };
  return { cart: await currentCart(context, result.value.ownerId), errors: [] };
}

export const cartQueries: Pick<QueryResolvers, 'cart'> = {
  cart: (_, __, context) => currentCart(context, viewerOf(context.caller)),
};

export const cartMutations: Pick<
  MutationResolvers,
  | 'addCartItem'
  | 'updateCartItem'
  | 'removeCartItem'
  | 'clearCart'
  | 'setCartAddress'
  | 'selectShipping'
  | 'applyVoucher'
  | 'removeVoucher'
> = {
  addCartItem: async (_, { input }, context) => payloadOf(context, await addCartItem(context, input)),
  updateCartItem: async (_, { input }, context) => payloadOf(context, await updateCartItem(context, input)),
  removeCartItem: async (_, { input }, context) => payloadOf(context, await removeCartItem(context, input)),
  clearCart: async (_, __, context) => payloadOf(context, await clearCart(context)),
  setCartAddress: async (_, { input }, context) => payloadOf(context, await setCartAddress(context, input)),
  selectShipping: async (_, { input }, context) => payloadOf(context, await selectShipping(context, input)),
  applyVoucher: async (_, { input }, context) => payloadOf(context, await applyVoucher(context, input)),
  removeVoucher: async (_, __, context) => payloadOf(context, await removeVoucher(context)),
};

/** Lines of carts in the contract. */
export const cartEntities: { readonly CartLine: CartLineResolvers } = {
  CartLine: {
    variant: ({ id }, _, { variants }) => variants.load(id),
    variantId: ({ id }) => id,
    unitPrice: ({ price, currency }) => ({ amount: price, currency }),
    lineTotal: ({ price, quantity, currency }) => ({ amount: price * BigInt(quantity), currency }),
    notices: (line) => noticesOf(line),
  },
};
