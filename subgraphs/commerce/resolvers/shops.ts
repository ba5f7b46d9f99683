import type { MutationResolvers, Resolvers } from '../generated.ts';
import { ratingOf } from '../operations/reviews/rating-of.ts';
import { openShop } from '../operations/shops/open-shop.ts';
import { updateShop } from '../operations/shops/update-shop.ts';
import { shopPayload } from './payload.ts';

export const shopMutations: Pick<MutationResolvers, 'openShop' | 'updateShop'> = {
  openShop: async (_, { input }, context) => shopPayload(context, await openShop(context, input)),
  updateShop: async (_, { input }, context) => shopPayload(context, await updateShop(context, input)),
};

export const shopEntities: Pick<Resolvers, 'Shop'> = {
  Shop: {
    __resolveReference: ({ id }, { shops }) => shops.load(id),
    seller: ({ sellerId }) => ({ id: sellerId }),
    policies: ({ returnPolicy, shippingPolicy }) => ({ returns: returnPolicy, shipping: shippingPolicy }),
    rating: async ({ sellerId }, _, { sellerRatings }) => ratingOf(await sellerRatings.load(sellerId)),
    feeBasisPoints: ({ sellerId, feeBasisPoints }, _, { caller, settings }) =>
      sellerId === caller.viewerId ? (feeBasisPoints ?? settings.feeBasisPoints) : null,
    payoutMethodId: ({ sellerId, payoutMethodId }, _, { caller }) =>
      sellerId === caller.viewerId ? payoutMethodId : null,
  },
};
