import { z } from 'zod';
import { type InvalidInput, notFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { idInput } from '../orders/order-input.ts';
import { isApplicable } from './line-rules.ts';
import { readCart } from './read-cart.ts';
import { voucherInvalid } from './voucher-invalid.ts';

const ADDRESS = z.object({ addressId: idInput });
const SHIPPING = z.object({ partId: idInput, optionId: idInput });
const VOUCHER = z.object({ code: text('A code', { max: 40, singleLine: true }) });

interface Needs extends Pick<CommerceContext, 'caller' | 'now' | 'taxesOf'> {
  readonly repository: Pick<CommerceContext['repository'], 'transaction'>;
}

type Owner = { readonly ownerId: string };

type Chosen<Name extends string> = Promise<Result<Owner, InvalidInput | RefusalOf<Name>>>;

/** Runs a change of the cart of the viewer, which is locked. */
const changing = <Refusal>(
  { caller, now, repository }: Needs,
  change: (store: CommerceStore, ownerId: string) => Promise<Result<Owner, Refusal>>,
): Promise<Result<Owner, Refusal>> => {
  const ownerId = viewerOf(caller);
  return repository.transaction(async (store) => {
    await store.lockCart(ownerId, now());
    return change(store, ownerId);
  });
};

/** Has the order of the cart sent to an address of the viewer. */
export async function setCartAddress(needs: Needs, raw: unknown): Chosen<'NotFound'> {
  const parsed = parseInput(ADDRESS, raw);
  if (!parsed.ok) return parsed;
  return changing<RefusalOf<'NotFound'>>(needs, async (store, ownerId) => {
    const [address] = await store.ownAddresses(ownerId, [parsed.value.addressId]);
    if (address == null) return notFound('There is no such address of yours.', 'addressId');
    await store.setCartAddress(ownerId, address.id);
    return done({ ownerId });
  });
}

/** Chooses how a seller sends their part, among the options that reach the address. The part is named by its seller. */
export async function selectShipping(needs: Needs, raw: unknown): Chosen<'NotFound'> {
  const parsed = parseInput(SHIPPING, raw);
  if (!parsed.ok) return parsed;
  const { partId, optionId } = parsed.value;
  return changing<RefusalOf<'NotFound'>>(needs, async (store, ownerId) => {
    const { parts } = await readCart(needs, store, ownerId);
    const part = parts.find(({ sellerId }) => sellerId === partId);
    if (part === undefined) return notFound('There is no such part of your cart.', 'partId');
    if (!part.options.some(({ option }) => option.id === optionId))
      return notFound('The seller does not ship to this address in this way.', 'optionId');
    await store.setCartShipping(ownerId, partId, optionId);
    return done({ ownerId });
  });
}

/** Uses a voucher of a seller for what the cart has of them; one order has one voucher. */
export async function applyVoucher(needs: Needs, raw: unknown): Chosen<'VoucherInvalid'> {
  const parsed = parseInput(VOUCHER, raw);
  if (!parsed.ok) return parsed;
  return changing<RefusalOf<'VoucherInvalid'>>(needs, async (store, ownerId) => {
    const voucher = await store.findVoucher({ code: parsed.value.code.toUpperCase() });
    const { parts } = await readCart(needs, store, ownerId);
    const part = parts.find(({ sellerId }) => sellerId === voucher?.sellerId);
    if (voucher === null || part === undefined) return voucherInvalid('code');
    if (!isApplicable(voucher, { ...part, items: part.totals.items }, needs.now())) return voucherInvalid('code');
    await store.setCartVoucher(ownerId, voucher.id);
    return done({ ownerId });
  });
}

/** Orders without a voucher. */
export const removeVoucher = (needs: Needs): Promise<Result<Owner, InvalidInput>> =>
  changing(needs, async (store, ownerId) => {
    await store.setCartVoucher(ownerId, null);
    return done({ ownerId });
  });

/** Takes everything out of the cart of the viewer. */
export const clearCart = (needs: Needs): Promise<Result<Owner, InvalidInput>> =>
  changing(needs, async (store, ownerId) => {
    await store.clearCart(ownerId);
    return done({ ownerId });
  });
