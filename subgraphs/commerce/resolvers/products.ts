import { fault } from '../../../runtime/executor/faults.ts';
import type { MutationResolvers, ProductResolvers, QueryResolvers, Resolvers, UserResolvers } from '../generated.ts';
import { archiveProduct } from '../operations/products/archive-product.ts';
import { createProduct } from '../operations/products/create-product.ts';
import { findProduct } from '../operations/products/find-product.ts';
import { publishProduct } from '../operations/products/publish-product.ts';
import { updateProduct } from '../operations/products/update-product.ts';
import { ratingOf } from '../operations/reviews/rating-of.ts';
import { countProducts, listFacets } from '../operations/search/list-facets.ts';
import { listProducts } from '../operations/search/list-products.ts';
import { parseProductQuery } from '../operations/search/product-query.ts';
import { addToWishlist } from '../operations/wishlist/add-to-wishlist.ts';
import { listWishlist } from '../operations/wishlist/list-wishlist.ts';
import { removeFromWishlist } from '../operations/wishlist/remove-from-wishlist.ts';
import { productPayload } from './payload.ts';
import { withAccess } from './with-access.ts';

export const productQueries: Pick<QueryResolvers, 'product' | 'products' | 'wishlist'> = {
  product: (_, { id, slug }, context) => findProduct(context, { id: id ?? null, slug: slug ?? null }),
  products: (_, { filter, sort, ...page }, context) =>
    listProducts(context, parseProductQuery(filter ?? {}), sort, page),
  wishlist: (_, page, context) => listWishlist(context, page),
};

type Mutations =
  | 'createProduct'
  | 'updateProduct'
  | 'publishProduct'
  | 'archiveProduct'
  | 'addToWishlist'
  | 'removeFromWishlist';

export const productMutations: Pick<MutationResolvers, Mutations> = {
  async createProduct(_, { input }, context) {
    const { isReplay, ...result } = await createProduct(context, input);
    const payload = await productPayload(context, result.ok ? { ok: true, value: result.value.productId } : result);
    return { ...payload, isReplay };
  },
  updateProduct: async (_, { input }, context) => productPayload(context, await updateProduct(context, input)),
  publishProduct: async (_, { input }, context) => productPayload(context, await publishProduct(context, input)),
  archiveProduct: async (_, { input }, context) => productPayload(context, await archiveProduct(context, input)),
  async addToWishlist(_, { input }, context) {
    const result = await addToWishlist(context, input);
    if (result.ok) context.wishes.clear(result.value);
    return productPayload(context, result);
  },
  async removeFromWishlist(_, { input }, context) {
    const result = await removeFromWishlist(context, input);
    if (result.ok) context.wishes.clear(result.value);
    return productPayload(context, result);
  },
};

const product: ProductResolvers = {
  __resolveReference: ({ id }, { products }) => products.load(id),
  category: ({ categoryId }) => (categoryId === null ? null : { id: categoryId }),
  images: async ({ id }, _, context) => (await context.files.load(id)).map(withAccess(context)),
  seller: ({ sellerId }) => ({ id: sellerId }),
  shop: ({ sellerId }, _, { shopsOfSellers }) => shopsOfSellers.load(sellerId),
  variants: ({ id }, _, { variantsOfProducts }) => variantsOfProducts.load(id),
  priceMin: ({ priceMin, currency }) => (priceMin === null ? null : { amount: priceMin, currency }),
  priceMax: ({ priceMax, currency }) => (priceMax === null ? null : { amount: priceMax, currency }),
  rating: ({ ratingCounts }) => ratingOf(ratingCounts),
  reviews: ({ id }, { rating, ...page }, { reviewsOfProducts }) => {
    const reviews = reviewsOfProducts[rating ?? 0];
    if (reviews === undefined || rating === 0) throw fault('BAD_USER_INPUT', 'A rating is 1 to 5 stars.');
    return reviews.load(id, page);
  },
  isInWishlist: ({ id }, _, { caller, wishes }) => (caller.viewerId === null ? false : wishes.load(id)),
  // Others than its seller do not see a hidden product at all.
  isHiddenByModerators: ({ id, sellerId }, _, { caller, hiddenContent }) =>
    sellerId === caller.viewerId ? hiddenContent.load(id) : false,
};

export const productEntities: Pick<Resolvers, 'Product' | 'ProductConnection'> = {
  Product: product,
  ProductConnection: {
    totalCount: ({ criteria }, _, context) => countProducts(context, criteria),
    facets: ({ criteria }, _, context) => listFacets(context, criteria),
  },
};

export const userProducts: Pick<UserResolvers, 'products' | 'shop'> = {
  products: ({ id }, page, { productsOfSellers }) => productsOfSellers.load(id, page),
  shop: ({ id }, _, { shopsOfSellers }) => shopsOfSellers.load(id),
};
