import type { CommerceContext } from '../../context.ts';
import type { Address, CommerceStore } from '../../repository/index.ts';
import { type Quote, quoteCart } from './quote-cart.ts';

/** A cart with what its owner has chosen. */
export interface QuotedCart extends Quote {
  readonly ownerId: string;
  readonly address: Address | null;
  readonly voucherCode: string | null;
  readonly voucherId: string | null;
}

type Store = Pick<
  CommerceStore,
  'cartLines' | 'cartChoices' | 'shippingOptionsOf' | 'findVoucher' | 'ownAddresses' | 'addressesOf'
>;

/** Reads a cart as it would be ordered now: to the chosen address, or to the default one. */
export async function readCart(
  { taxesOf, now }: Pick<CommerceContext, 'taxesOf' | 'now'>,
  store: Store,
  ownerId: string,
): Promise<QuotedCart> {
  // One after another: in a transaction they share a connection.
  const lines = await store.cartLines(ownerId);
  const choices = await store.cartChoices(ownerId);
  const sellerIds = [...new Set(lines.map(({ sellerId }) => sellerId))];
  const options = await store.shippingOptionsOf(sellerIds);
  const voucher = choices.voucherId === null ? null : await store.findVoucher({ id: choices.voucherId });
  const address = await findAddress(store, ownerId, choices.addressId);
  const quote = quoteCart({ lines, choices, options, voucher, address, taxesOf, now: now() });
  return { ...quote, ownerId, address, voucherCode: voucher?.code ?? null, voucherId: voucher?.id ?? null };
}

async function findAddress(
  store: Pick<Store, 'ownAddresses' | 'addressesOf'>,
  ownerId: string,
  id: string | null,
): Promise<Address | null> {
  if (id !== null) return (await store.ownAddresses(ownerId, [id]))[0] ?? null;
  const [first] = await store.addressesOf(ownerId);
  return first?.isDefault ? first : null;
}
