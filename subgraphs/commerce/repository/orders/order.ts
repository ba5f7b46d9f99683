import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { OrderState } from './order-state.ts';

/** Where an order is sent to, as it was when it was placed. */
export interface PostalAddress {
  readonly name: string;
  readonly line1: string;
  readonly line2: string | null;
  readonly city: string;
  readonly region: string | null;
  readonly postalCode: string | null;
  /** ISO 3166-1 alpha-2. */
  readonly country: string;
  readonly phone: string | null;
}

/** What a person has ordered. Amounts are in minor units. */
export interface Order {
  readonly id: string;
  readonly number: bigint;
  /** Null for who has deleted their account. */
  readonly buyerId: string | null;
  readonly currency: string;
  readonly items: bigint;
  readonly shipping: bigint;
  readonly tax: bigint;
  readonly discount: bigint;
  readonly total: bigint;
  readonly refunded: bigint;
  readonly state: OrderState;
  readonly payWith: 'WALLET' | 'PAYMENT';
  readonly paymentMethodId: string | null;
  readonly returnUrl: string | null;
  readonly holdId: string | null;
  readonly paymentId: string | null;
  readonly transactionId: string | null;
  readonly failureCode: string | null;
  readonly available: bigint | null;
  readonly stock: 'RESERVED' | 'SOLD' | 'FREED';
  readonly voucherId: string | null;
  readonly address: PostalAddress | null;
  readonly placedAt: Date;
  readonly fundsUntil: Date;
  readonly cancelledAt: Date | null;
  readonly fundedAt: Date | null;
  readonly paidAt: Date | null;
}

/** The columns of an `Order`, of the table `shop_order` as `o`. */
export const ORDER_COLUMNS = sql`o.id, o.number, o.buyer_id AS "buyerId", o.currency, o.items, o.shipping, o.tax, o.discount,
  o.total, o.refunded, o.state, o.pay_with AS "payWith", o.payment_method_id AS "paymentMethodId",
  o.return_url AS "returnUrl", o.hold_id AS "holdId", o.payment_id AS "paymentId", o.transaction_id AS "transactionId",
  o.failure_code AS "failureCode", o.available, o.stock, o.voucher_id AS "voucherId", o.address, o.placed_at AS "placedAt",
  o.funds_until AS "fundsUntil", o.cancelled_at AS "cancelledAt", o.funded_at AS "fundedAt", o.paid_at AS "paidAt"`;
