import { rawSql } from '../../../../runtime/database/sql-fragment.ts';

/** What a person sells under. */
export interface Shop {
  readonly id: string;
  readonly sellerId: string;
  readonly name: string;
  readonly description: string;
  readonly returnPolicy: string;
  readonly shippingPolicy: string;
  readonly isOpen: boolean;
  /** Null: as the settings say. */
  readonly feeBasisPoints: number | null;
  readonly payoutMethodId: string;
  readonly createdAt: Date;
  readonly updatedAt: Date;
}

/** The columns of `Shop`, of the row `s`. */
export const SHOP_COLUMNS = rawSql(`s.id, s.seller_id AS "sellerId", s.name, s.description,
  s.return_policy AS "returnPolicy", s.shipping_policy AS "shippingPolicy", s.is_open AS "isOpen",
  s.fee_basis_points AS "feeBasisPoints", s.payout_method_id AS "payoutMethodId", s.created_at AS "createdAt",
  s.updated_at AS "updatedAt"`);
