import { sql } from '../../../../runtime/database/sql-fragment.ts';

/** The columns of an `OrderRefund`, of the table `order_refund` as `r` and its order as `o`. */
export const REFUND_COLUMNS = sql`r.id, r.order_id AS "orderId", r.part_id AS "partId", o.currency, r.kind, r.amount,
  r.from_seller AS "fromSeller", r.from_fees AS "fromFees", r.state, r.failure_code AS "failureCode", r.reason, r.lines,
  r.created_at AS "createdAt", r.settled_at AS "settledAt"`;
