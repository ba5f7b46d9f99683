import { createCompleteLoader } from '../../../runtime/database/complete-loader.ts';
import { createPageLoader } from '../../../runtime/database/page-loader.ts';
import { createPaging } from '../../../runtime/operations/connection.ts';
import { cursorPart } from '../../../runtime/operations/cursor-parts.ts';
import type { CatalogueLoaders } from '../context.ts';
import type { CommerceRepository, Product, ProductReview, StockMovement } from '../repository/index.ts';

const PRODUCTS = createPaging({
  name: 'products-of-seller',
  key: [cursorPart.id('prd')],
  keyOf: ({ id }: Product) => [id],
});
const REVIEWS = createPaging({ name: 'reviews', key: [cursorPart.id('prv')], keyOf: ({ id }: ProductReview) => [id] });
const MOVEMENTS = createPaging({
  name: 'stock-movements',
  key: [cursorPart.text],
  keyOf: ({ id }: StockMovement) => [id],
});

/** The loaders of one answer, scoped to its viewer; a visitor's id is empty. */
export const catalogueLoaders = (repository: CommerceRepository, viewerKey: string): CatalogueLoaders => ({
  products: createCompleteLoader((ids) => repository.visibleProducts(viewerKey, ids)),
  variants: createCompleteLoader((ids) => repository.visibleVariants(viewerKey, ids)),
  variantsOfProducts: createCompleteLoader((ids) => repository.variantsOf(viewerKey, ids)),
  shops: createCompleteLoader((ids) => repository.visibleShops(viewerKey, ids)),
  shopsOfSellers: createCompleteLoader((ids) => repository.visibleShopsOf(viewerKey, ids)),
  sellerRatings: createCompleteLoader(repository.ratingsOfSellers),
  productsOfSellers: createPageLoader(PRODUCTS, (request) => repository.pagesOfSellers(viewerKey, request)),
  reviews: createCompleteLoader((ids) => repository.visibleReviews(viewerKey, ids)),
  reviewsOfProducts: [null, 1, 2, 3, 4, 5].map((rating) =>
    createPageLoader(REVIEWS, (request) => repository.reviewPages(viewerKey, rating, request)),
  ),
  files: createCompleteLoader(repository.filesOf),
  hiddenContent: createCompleteLoader(repository.hiddenByModerators),
  wishes: createCompleteLoader((ids) => repository.wished(viewerKey, ids)),
  movementsOfVariants: createPageLoader(MOVEMENTS, repository.movementPages),
});
