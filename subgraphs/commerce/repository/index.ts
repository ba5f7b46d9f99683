import type { Logger } from 'pino';
import type { Prisma } from '../../../prisma/generated/commerce/client.ts';
import { createCategoryCopy } from '../../../runtime/categories/category-store.ts';
import { openRepository } from '../../../runtime/database/open-repository.ts';
import { createOutbox } from '../../../runtime/events/outbox.ts';
import { createLogStore } from '../../../runtime/live/stored-log.ts';
import { createSagaStore } from '../../../runtime/sagas/begin-saga.ts';
import { createWorkQueue } from '../../../runtime/work/enqueue-work.ts';
import { createAddressStore } from './cart/addresses.ts';
import { createCartStore } from './cart/cart-store.ts';
import { createShippingStore } from './cart/shipping-options.ts';
import { createVoucherStore } from './cart/vouchers.ts';
import { createErasureStore } from './erasure.ts';
import { createModeratedStore } from './moderated-content.ts';
import { createInvoiceStore } from './orders/invoices.ts';
import { createOrderChangeStore } from './orders/order-changes.ts';
import { createOrderLogs } from './orders/order-logs.ts';
import { createOrderObstacleStore } from './orders/order-obstacles.ts';
import { createOrderRefundStore } from './orders/order-refunds.ts';
import { createReturnStore } from './orders/order-returns.ts';
import { createOrderStore } from './orders/orders.ts';
import { createReservationStore } from './orders/stock-reservations.ts';
import { createProductChangeStore } from './products/product-changes.ts';
import { createProductListStore } from './products/product-lists.ts';
import { createProductStore } from './products/products.ts';
import { createVariantChangeStore } from './products/variant-changes.ts';
import { createVariantStore } from './products/variants.ts';
import { createReviewChangeStore } from './reviews/review-changes.ts';
import { createReviewStore } from './reviews/reviews.ts';
import { createFacetStore } from './search/facets.ts';
import { createProductSearch } from './search/search-products.ts';
import { createShopChangeStore } from './shops/shop-changes.ts';
import { createShopStore } from './shops/shops.ts';
import { createStockStore } from './stock/stock.ts';
import { createWishlistStore } from './wishlist/wishlist.ts';

const createStore = (db: Prisma.TransactionClient) => ({
  ...createProductStore(db),
  ...createVariantStore(db),
  ...createShopStore(db),
  ...createProductListStore(db),
  ...createProductChangeStore(db),
  ...createVariantChangeStore(db),
  ...createStockStore(db),
  ...createShopChangeStore(db),
  ...createReviewStore(db),
  ...createReviewChangeStore(db),
  ...createWishlistStore(db),
  ...createProductSearch(db),
  ...createFacetStore(db),
  ...createModeratedStore(db),
  ...createOrderStore(db),
  ...createErasureStore(db),
  ...createCartStore(db),
  ...createAddressStore(db),
  ...createShippingStore(db),
  ...createVoucherStore(db),
  ...createOrderChangeStore(db),
  ...createReservationStore(db),
  ...createOrderRefundStore(db),
  ...createReturnStore(db),
  ...createInvoiceStore(db),
  ...createOrderObstacleStore(db),
  ...createOrderLogs(db),
  ...createLogStore(db),
  ...createSagaStore(db),
  ...createCategoryCopy(db),
  ...createOutbox(db),
  ...createWorkQueue(db),
});

export type { Address } from './cart/addresses.ts';
export type { CartChoices, CartLine } from './cart/cart-store.ts';
export type { ShippingOption } from './cart/shipping-options.ts';
export type { Voucher } from './cart/vouchers.ts';
export type { Invoice } from './orders/invoices.ts';
export type { Order, PostalAddress } from './orders/order.ts';
export type { OrderLine, OrderPart } from './orders/order-part.ts';
export type { Fulfillment, LineUnits, OrderRefund, OrderReturn, RefundedLine } from './orders/order-records.ts';
export type { OrderState } from './orders/order-state.ts';
export type { OrderEvent, SalesSum } from './orders/orders.ts';
export type { OrderedVariant, StockUnits } from './orders/stock-reservations.ts';
export type { NamedValue, Product, ProductKind, ProductState } from './products/product.ts';
export type { ProductEdit } from './products/product-changes.ts';
export type { ProductVariant, StockPolicy, VariantStock } from './products/variant.ts';
export type { VariantDraft } from './products/variant-changes.ts';
export type { ProductReview, ShownFile } from './reviews/reviews.ts';
export type { FacetRow } from './search/facets.ts';
export type { ProductCriteria } from './search/filter-sql.ts';
export type { ProductConnection } from './search/product-connection.ts';
export type { ProductKey, ProductOrder } from './search/search-products.ts';
export type { Shop } from './shops/shop.ts';
export type { LowStock, StockLevel, StockMovement } from './stock/stock.ts';
export type { WishedProduct } from './wishlist/wishlist.ts';

/** What the domain stores and finds, inside a transaction or outside. */
export type CommerceStore = ReturnType<typeof createStore>;

/** The store, and transactions over it. */
export type CommerceRepository = ReturnType<typeof openCommerceRepository>;

/** Opens the domain's tables; connects when first used. */
export const openCommerceRepository = (databaseUrl: string, log?: Pick<Logger, 'warn'>) =>
  openRepository({
    schema: 'commerce',
    databaseUrl,
    log,
    poolSize: 5,
    openClient: async (options) =>
      new (await import('../../../prisma/generated/commerce/client.ts')).PrismaClient(options),
    createStore,
  });
