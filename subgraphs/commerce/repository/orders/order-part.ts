import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { OrderState } from './order-state.ts';

/** What one seller sends of an order. Amounts are in minor units. */
export interface OrderPart {
  readonly id: string;
  readonly orderId: string;
  /** Null for who has deleted their account. */
  readonly sellerId: string | null;
  readonly currency: string;
  readonly state: OrderState;
  readonly items: bigint;
  readonly shipping: bigint;
  readonly tax: bigint;
  readonly shippingTax: bigint;
  readonly discount: bigint;
  readonly total: bigint;
  /** Sum of the refunds that have not failed. */
  readonly refundTotal: bigint;
  /** Sum of the refunds that were made. */
  readonly refunded: bigint;
  readonly shippingName: string | null;
  readonly needsShipping: boolean;
  readonly feeBasisPoints: number;
  readonly payout: 'HELD' | 'RELEASING' | 'RELEASED' | 'NONE';
  readonly payoutAmount: bigint;
  readonly payoutFee: bigint;
  readonly releaseAt: Date | null;
  readonly deliveredAt: Date | null;
  readonly createdAt: Date;
}

/** A variant as it was ordered. */
export interface OrderLine {
  readonly id: string;
  readonly orderId: string;
  readonly partId: string;
  readonly productId: string;
  readonly variantId: string;
  readonly position: number;
  readonly title: string;
  readonly sku: string | null;
  readonly options: readonly { readonly name: string; readonly value: string }[];
  readonly currency: string;
  readonly quantity: number;
  readonly stockQuantity: number;
  readonly unitPrice: bigint;
  readonly items: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
  readonly total: bigint;
  readonly fulfilledQuantity: number;
  readonly refundedQuantity: number;
  readonly refundedAmount: bigint;
  readonly restockedQuantity: number;
}

/** The columns of an `OrderPart`, of the table `order_part` as `p` and its order as `o`. */
export const PART_COLUMNS = sql`p.id, p.order_id AS "orderId", p.seller_id AS "sellerId", o.currency, p.state, p.items,
  p.shipping, p.tax, p.shipping_tax AS "shippingTax", p.discount, p.total, p.refund_total AS "refundTotal", p.refunded,
  p.shipping_name AS "shippingName", p.needs_shipping AS "needsShipping", p.fee_basis_points AS "feeBasisPoints", p.payout,
  p.payout_amount AS "payoutAmount", p.payout_fee AS "payoutFee", p.release_at AS "releaseAt",
  p.delivered_at AS "deliveredAt", p.created_at AS "createdAt"`;

/** The columns of an `OrderLine`, of the table `order_line` as `l` and its order as `o`. */
export const LINE_COLUMNS = sql`l.id, l.order_id AS "orderId", l.part_id AS "partId", l.product_id AS "productId",
  l.variant_id AS "variantId", l.position, l.title, l.sku, l.options, o.currency, l.quantity,
  l.stock_quantity AS "stockQuantity", l.unit_price AS "unitPrice", l.items, l.discount, l.tax, l.total,
  l.fulfilled_quantity AS "fulfilledQuantity", l.refunded_quantity AS "refundedQuantity",
  l.refunded_amount AS "refundedAmount", l.restocked_quantity AS "restockedQuantity"`;
