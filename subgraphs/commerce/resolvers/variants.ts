import type { MutationResolvers, Resolvers, SubscriptionResolvers } from '../generated.ts';
import { archiveProductVariant } from '../operations/products/archive-product-variant.ts';
import { createProductVariant } from '../operations/products/create-product-variant.ts';
import { updateProductVariant } from '../operations/products/update-product-variant.ts';
import { adjustStock } from '../operations/stock/adjust-stock.ts';
import { availableUnits } from '../operations/stock/available-units.ts';
import { type StockLevel, watchStock } from '../operations/stock/watch-stock.ts';
import { variantPayload } from './payload.ts';

type Mutations = 'createProductVariant' | 'updateProductVariant' | 'archiveProductVariant' | 'adjustStock';

export const variantMutations: Pick<MutationResolvers, Mutations> = {
  createProductVariant: async (_, { input }, context) =>
    variantPayload(context, await createProductVariant(context, input)),
  updateProductVariant: async (_, { input }, context) =>
    variantPayload(context, await updateProductVariant(context, input)),
  archiveProductVariant: async (_, { input }, context) =>
    variantPayload(context, await archiveProductVariant(context, input)),
  async adjustStock(_, { input }, context) {
    const { isReplay, ...result } = await adjustStock(context, input);
    const payload = await variantPayload(context, result.ok ? { ok: true, value: result.value.variantId } : result);
    return { ...payload, isReplay };
  },
};

export const stockSubscriptions: Pick<SubscriptionResolvers, 'stockChanged'> = {
  stockChanged: {
    subscribe: (_, { variantId }, context) => watchStock(context, variantId),
    resolve: (level: StockLevel) => ({ variant: level }),
  },
};

const toUnits = (units: bigint | null): number | null => (units === null ? null : Number(units));

export const variantEntities: Pick<Resolvers, 'ProductVariant' | 'VariantStock' | 'StockMovement' | 'StockLevel'> = {
  ProductVariant: {
    __resolveReference: ({ id }, { variants }) => variants.load(id),
    product: ({ productId }, _, { products }) => products.load(productId),
    price: ({ price, currency }) => ({ amount: price, currency }),
    compareAtPrice: ({ compareAtPrice, currency }) =>
      compareAtPrice === null ? null : { amount: compareAtPrice, currency },
    isInStock: (variant) => variant.archivedAt === null && (availableUnits(variant) ?? 1n) > 0n,
    available: (variant) => (variant.archivedAt === null ? toUnits(availableUnits(variant)) : 0),
    stock: (variant, _, { caller }) =>
      variant.sellerId === caller.viewerId && variant.stockPolicy !== 'UNTRACKED' ? variant : null,
    isArchived: ({ archivedAt }) => archivedAt !== null,
  },
  VariantStock: {
    onHand: ({ onHand }) => Number(onHand),
    reserved: ({ reserved }) => Number(reserved),
    sold: ({ sold }) => Number(sold),
    lowStockAt: ({ lowStockAt }) => toUnits(lowStockAt),
    movements: ({ id }, page, { movementsOfVariants }) => movementsOfVariants.load(id, page),
  },
  StockMovement: {
    delta: ({ delta }) => Number(delta),
    onHand: ({ onHand }) => Number(onHand),
    actor: ({ actorId }) => (actorId === null ? null : { id: actorId }),
  },
  StockLevel: {
    isInStock: (level) => (availableUnits(level) ?? 1n) > 0n,
    available: (level) => toUnits(availableUnits(level)),
  },
};
