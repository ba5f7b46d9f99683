import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** Where a product stands: values of the enum `ProductState`. */
export type ProductState = 'DRAFT' | 'PUBLISHED' | 'ARCHIVED';

/** How a product reaches its buyer: values of the enum `ProductKind`. */
export type ProductKind = 'PHYSICAL' | 'DIGITAL' | 'SERVICE';

/** A property such as a material or a size. */
export interface NamedValue {
  readonly name: string;
  readonly value: string;
}

/** A product as it is stored. Prices are in minor units of its currency. */
export interface Product {
  readonly id: string;
  readonly sellerId: string;
  readonly slug: string;
  readonly state: ProductState;
  readonly title: string;
  readonly description: string;
  readonly categoryId: string | null;
  readonly tags: readonly string[];
  readonly attributes: readonly NamedValue[];
  readonly kind: ProductKind;
  readonly taxCode: string | null;
  readonly currency: string;
  /** Null without variants. */
  readonly priceMin: bigint | null;
  readonly priceMax: bigint | null;
  readonly isInStock: boolean;
  /** Number of reviews with 1 to 5 stars. */
  readonly ratingCounts: readonly number[];
  readonly ratingScore: number;
  readonly unitsSold: bigint;
  readonly createdAt: Date;
  readonly updatedAt: Date;
  readonly publishedAt: Date | null;
}

/** The columns of `Product`, of the row `p`. */
export const PRODUCT_COLUMNS = rawSql(`p.id, p.seller_id AS "sellerId", p.slug, p.state, p.title, p.description,
  p.category_id AS "categoryId", p.tags, p.attributes, p.kind, p.tax_code AS "taxCode", p.currency,
  p.price_min AS "priceMin", p.price_max AS "priceMax", p.is_in_stock AS "isInStock", p.rating_counts AS "ratingCounts",
  p.rating_score AS "ratingScore", p.units_sold AS "unitsSold", p.created_at AS "createdAt", p.updated_at AS "updatedAt",
  p.published_at AS "publishedAt"`);
