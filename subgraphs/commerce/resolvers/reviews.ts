import type { MutationResolvers, Resolvers } from '../generated.ts';
import { replyToReview } from '../operations/reviews/reply-to-review.ts';
import { reviewProduct } from '../operations/reviews/review-product.ts';
import { updateReview } from '../operations/reviews/update-review.ts';
import { reviewPayload } from './payload.ts';
import { withAccess } from './with-access.ts';

export const reviewMutations: Pick<MutationResolvers, 'reviewProduct' | 'updateReview' | 'replyToReview'> = {
  reviewProduct: async (_, { input }, context) => reviewPayload(context, await reviewProduct(context, input)),
  updateReview: async (_, { input }, context) => reviewPayload(context, await updateReview(context, input)),
  replyToReview: async (_, { input }, context) => reviewPayload(context, await replyToReview(context, input)),
};

export const reviewEntities: Pick<Resolvers, 'ProductReview'> = {
  ProductReview: {
    __resolveReference: ({ id }, { reviews }) => reviews.load(id),
    product: ({ productId }, _, { products }) => products.load(productId),
    author: ({ authorId }) => ({ id: authorId }),
    media: async ({ id }, _, context) => (await context.files.load(id)).map(withAccess(context)),
    reply: ({ reply, repliedAt }) => (reply === null || repliedAt === null ? null : { text: reply, repliedAt }),
    isHiddenByModerators: ({ id, authorId }, _, { caller, hiddenContent }) =>
      authorId === caller.viewerId ? hiddenContent.load(id) : false,
  },
};
