import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MutationResolvers, QueryResolvers, ShippingOptionResolvers, VoucherResolvers } from '../generated.ts';
import { deleteAddress, saveAddress } from '../operations/addresses/save-address.ts';
import { readCart } from '../operations/cart/read-cart.ts';
import { listVouchers } from '../operations/orders/list-orders.ts';
import { createVoucher, endVoucher } from '../operations/shipping/create-voucher.ts';
import { deleteShippingOption, saveShippingOption } from '../operations/shipping/save-shipping-option.ts';

export const shippingQueries: Pick<QueryResolvers, 'addresses' | 'shippingOptions' | 'vouchers'> = {
  addresses: async (_, __, { caller, repository }) => repository.addressesOf(viewerOf(caller)),
  async shippingOptions(_, { sellerId }, context) {
    const viewerId = viewerOf(context.caller);
    if (sellerId != null) {
      const isVisible = sellerId === viewerId || (await context.shopsOfSellers.load(sellerId)) !== null;
      return isVisible ? context.repository.shippingOptionsOf([sellerId]) : [];
    }
    const { parts } = await readCart(context, context.repository, viewerId);
    return parts.flatMap(({ options }) => options.map(({ option, price }) => ({ ...option, price })));
  },
  vouchers: (_, page, context) => listVouchers(context, page),
};

export const shippingMutations: Pick<
  MutationResolvers,
  'saveAddress' | 'deleteAddress' | 'saveShippingOption' | 'deleteShippingOption' | 'createVoucher' | 'endVoucher'
> = {
  async saveAddress(_, { input }, context) {
    const result = await saveAddress(context, input);
    if (!result.ok) return { address: null, errors: [result.refusal] };
    const [address = null] = await context.repository.ownAddresses(context.viewerKey, [result.value.addressId]);
    return { address, errors: [] };
  },
  async deleteAddress(_, { input }, context) {
    const result = await deleteAddress(context, input);
    return result.ok ? { ...result.value, errors: [] } : { addressId: null, errors: [result.refusal] };
  },
  async saveShippingOption(_, { input }, context) {
    const result = await saveShippingOption(context, input);
    if (!result.ok) return { shippingOption: null, errors: [result.refusal] };
    const options = await context.repository.shippingOptionsOf([context.viewerKey]);
    return { shippingOption: options.find(({ id }) => id === result.value.optionId) ?? null, errors: [] };
  },
  async deleteShippingOption(_, { input }, context) {
    const result = await deleteShippingOption(context, input);
    return result.ok ? { ...result.value, errors: [] } : { optionId: null, errors: [result.refusal] };
  },
  async createVoucher(_, { input }, context) {
    const result = await createVoucher(context, input);
    if (!result.ok) return { voucher: null, errors: [result.refusal] };
    return { voucher: await context.repository.findVoucher({ id: result.value.voucherId }), errors: [] };
  },
  async endVoucher(_, { input }, context) {
    const result = await endVoucher(context, input);
    if (!result.ok) return { voucher: null, errors: [result.refusal] };
    return { voucher: await context.repository.findVoucher({ id: result.value.voucherId }), errors: [] };
  },
};

const BASIS_POINTS = 100;

/** Shipping options and vouchers in the contract. */
export const shippingEntities: {
  readonly ShippingOption: ShippingOptionResolvers;
  readonly Voucher: VoucherResolvers;
} = {
  ShippingOption: {
    price: ({ price, currency }) => ({ amount: price, currency }),
    freeFrom: ({ freeFrom, currency }) => (freeFrom === null ? null : { amount: freeFrom, currency }),
  },
  Voucher: {
    percent: ({ kind, basisPoints }) => (kind === 'PERCENT' ? basisPoints / BASIS_POINTS : null),
    amount: ({ kind, amount, currency }) => (kind === 'AMOUNT' ? { amount, currency } : null),
    minimum: ({ minimum, currency }) => ({ amount: minimum, currency }),
  },
};
