import { rawSql } from '../../../../runtime/database/sql-fragment.ts';
import type { NamedValue } from './product.ts';

/** Whether what is not on hand can be ordered: values of the enum `StockPolicy`. */
export type StockPolicy = 'DENY' | 'BACKORDER' | 'UNTRACKED';

/** What is ordered, with its stock. Prices are in minor units. */
export interface ProductVariant {
  readonly id: string;
  readonly productId: string;
  readonly sellerId: string;
  readonly sku: string | null;
  readonly options: readonly NamedValue[];
  readonly position: number;
  readonly price: bigint;
  readonly currency: string;
  readonly compareAtPrice: bigint | null;
  readonly weightGrams: number | null;
  readonly stockPolicy: StockPolicy;
  /** Units that the seller has, those reserved among them. */
  readonly onHand: bigint;
  /** Units of orders that are not yet funded. */
  readonly reserved: bigint;
  readonly sold: bigint;
  readonly lowStockAt: bigint | null;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly archivedAt: Date | null;
}

/** What a seller has of a variant: the row itself, which the graph shows to its seller alone. */
export type VariantStock = ProductVariant;

/** The columns of `ProductVariant`, of the row `v`. */
export const VARIANT_COLUMNS = rawSql(`v.id, v.product_id AS "productId", v.seller_id AS "sellerId", v.sku, v.options,
  v.position, v.price, v.currency, v.compare_at_price AS "compareAtPrice", v.weight_grams AS "weightGrams",
  v.stock_policy AS "stockPolicy", v.on_hand AS "onHand", v.reserved, v.sold, v.low_stock_at AS "lowStockAt",
  v.created_at AS "createdAt", v.updated_at AS "updatedAt", v.archived_at AS "archivedAt"`);
