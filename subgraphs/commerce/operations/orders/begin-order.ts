import { newId } from '../../../../runtime/operations/ids.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { CommerceContext } from '../../context.ts';
import type { Address, CommerceStore, PostalAddress } from '../../repository/index.ts';
import type { CartRefusal } from '../cart/cart-refusals.ts';
import { outOfStock } from '../cart/out-of-stock.ts';
import type { QuotedPart } from '../cart/quote-cart.ts';
import { type QuotedCart, readCart } from '../cart/read-cart.ts';
import { voucherInvalid } from '../cart/voucher-invalid.ts';
import { type AmountTooLarge, amountTooLarge } from './order-refusals.ts';
import { orderSaga } from './order-saga.ts';

/** Without funds until then an order expires. */
export const FUNDS_MS = 15 * 60_000;

/** The saga leaves it to the request to have the money reserved, for so long. */
const SAGA_DELAY_MS = 5_000;

/** The largest amount that wallet moves. */
const MAX_TOTAL = 10n ** 15n;

/** What a buyer orders a cart with. */
export interface OrderRequest {
  readonly payWith: 'WALLET' | 'PAYMENT';
  readonly paymentMethodId?: string | null | undefined;
  readonly returnUrl?: string | null | undefined;
  readonly expectedTotal: { readonly amount: bigint; readonly currency: string };
}

/** Why an order is not placed. */
export type PlacingRefusal =
  | Extract<CartRefusal, { readonly __typename: 'OutOfStock' }>
  | RefusalOf<'OwnProduct' | 'CurrencyMismatch' | 'CartEmpty' | 'AddressRequired' | 'ShippingUnavailable'>
  | RefusalOf<'VoucherInvalid'>
  | (RefusalOf<'PriceChanged'> & { readonly total: { readonly amount: bigint; readonly currency: string } })
  | AmountTooLarge;

type Placed = Result<{ readonly orderId: string }, PlacingRefusal>;

/**
 * Places an order in one transaction: prices as they are now, stock, order, saga. A refusal has written nothing. `onReserved` gets
 * the variants whose stock has changed, to be announced after the commit.
 */
export async function beginOrder(
  context: Pick<CommerceContext, 'taxesOf' | 'now' | 'settings'>,
  store: CommerceStore,
  buyerId: string,
  request: OrderRequest,
  onReserved: (variantIds: readonly string[]) => void,
): Promise<Placed> {
  const now = context.now();
  // Orders of one buyer wait for each other: each takes the cart as the one before has left it.
  await store.lockCart(buyerId, now);
  const cart = await readCart(context, store, buyerId);
  const refusal = findRefusal(cart, buyerId, request);
  if (refusal !== null) return refusal;
  const units = cart.parts.flatMap(({ lines }) =>
    lines.map(({ line: { id, quantity } }) => ({ variantId: id, quantity })),
  );
  const reserved = new Set(await store.reserveStock(units, now));
  const giveBack = () =>
    store.unreserve(
      units.filter(({ variantId }) => reserved.has(variantId)),
      now,
    );
  const short = cart.parts.flatMap(({ lines }) => lines).find(({ line }) => !reserved.has(line.id));
  if (short !== undefined) {
    await giveBack();
    return outOfStock((await store.orderedVariant(buyerId, short.line.id))?.available ?? 0n);
  }
  const voucherId = cart.isVoucherUsed ? cart.voucherId : null;
  if (voucherId !== null && !(await store.takeVoucher(voucherId, buyerId))) {
    await giveBack();
    return voucherInvalid('expectedTotal');
  }
  const orderId = await storeOrder(context, store, { buyerId, cart, request, voucherId }, now);
  await store.clearCart(buyerId);
  const at = new Date(now.getTime() + SAGA_DELAY_MS);
  await store.beginSaga(orderSaga, { subject: orderId, data: {}, at }, now);
  await store.addOrderEvents([{ orderId, kind: 'PLACED' }], now);
  onReserved([...reserved]);
  return done({ orderId });
}

function findRefusal(
  cart: QuotedCart,
  buyerId: string,
  { expectedTotal }: OrderRequest,
): Result<never, PlacingRefusal> | null {
  const { parts, currency, totals, address } = cart;
  if (currency === null) return refusing('CartEmpty', 'Your cart is empty.', 'idempotencyKey');
  const lines = parts.flatMap((part) => part.lines);
  if (parts.some(({ sellerId }) => sellerId === buyerId))
    return refusing('OwnProduct', 'You cannot buy what you sell yourself.', 'idempotencyKey');
  const gone = lines.find(({ notices }) => notices.includes('ARCHIVED'));
  if (gone !== undefined) return outOfStock(0n);
  if (lines.some(({ line }) => line.currency !== currency))
    return refusing(
      'CurrencyMismatch',
      'Everything in an order is priced in one currency.',
      'expectedTotal',
      'currency',
    );
  if (address === null && parts.some(({ needsShipping }) => needsShipping))
    return refusing('AddressRequired', 'Choose where your order is sent to.', 'idempotencyKey');
  if (parts.some(({ isUnreachable }) => isUnreachable))
    return refusing('ShippingUnavailable', 'One of the sellers does not ship to your address.', 'idempotencyKey');
  const short = lines.find(({ notices }) => notices.includes('OUT_OF_STOCK'));
  if (short !== undefined) return outOfStock(short.line.available ?? 0n);
  if (totals.total > MAX_TOTAL)
    return amountTooLarge('An order of this amount cannot be paid.', { amount: MAX_TOTAL, currency }, 'expectedTotal');
  if (expectedTotal.amount === totals.total && expectedTotal.currency === currency) return null;
  return refuse({
    __typename: 'PriceChanged',
    message: 'What is in your cart costs something else now.',
    path: ['input', 'expectedTotal'],
    total: { amount: totals.total, currency },
  });
}

const refusing = <const Name extends string>(__typename: Name, message: string, ...path: string[]) =>
  refuse<RefusalOf<Name>>({ __typename, message, path: ['input', ...path] });

/** What a buyer orders. */
interface Ordered {
  readonly buyerId: string;
  readonly cart: QuotedCart;
  readonly request: OrderRequest;
  readonly voucherId: string | null;
}

async function storeOrder(
  { settings }: Pick<CommerceContext, 'settings'>,
  store: CommerceStore,
  { buyerId, cart, request, voucherId }: Ordered,
  now: Date,
): Promise<string> {
  const id = newId('ord', now);
  const parts = cart.parts.map((part) => ({ id: newId('opt', now), part }));
  const { payWith, paymentMethodId = null, returnUrl = null } = request;
  const order = {
    ...{ id, buyerId, currency: cart.currency ?? '', ...cart.totals, payWith, paymentMethodId, returnUrl, voucherId },
    address: cart.address !== null && parts.some(({ part }) => part.needsShipping) ? postalOf(cart.address) : null,
    ...{ placedAt: now, fundsUntil: new Date(now.getTime() + FUNDS_MS) },
  };
  let position = 0;
  const lines = parts.flatMap(({ id: partId, part }) =>
    part.lines.map(({ line, amounts }) => ({
      ...{ id: newId('oln', now), partId, productId: line.productId, variantId: line.id, position: position++ },
      ...{ title: line.title, sku: line.sku, options: line.options, quantity: line.quantity, unitPrice: line.price },
      stockQuantity: line.stockPolicy === 'UNTRACKED' ? 0 : line.quantity,
      ...amounts,
    })),
  );
  await store.addOrder(
    order,
    parts.map(({ id: partId, part }) => partDraftOf(partId, part, settings.feeBasisPoints)),
    lines,
  );
  return id;
}

const partDraftOf = (id: string, part: QuotedPart, feeBasisPoints: number) => ({
  ...{ id, sellerId: part.sellerId, ...part.totals, shippingTax: part.shippingTax, needsShipping: part.needsShipping },
  shippingName: part.option?.name ?? null,
  feeBasisPoints: part.lines[0]?.line.feeBasisPoints ?? feeBasisPoints,
});

const postalOf = ({ name, line1, line2, city, region, postalCode, country, phone }: Address): PostalAddress => ({
  ...{ name, line1, line2, city, region, postalCode, country, phone },
});
