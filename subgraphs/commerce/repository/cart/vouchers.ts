import type { Sql } from '../../../../runtime/database/database.ts';
import { type ListOrder, pageClauses } from '../../../../runtime/database/keyset.ts';
import { sql } from '../../../../runtime/database/sql-fragment.ts';
import type { PageRequest } from '../../../../runtime/operations/connection.ts';

/** A reduction that a seller grants to who knows its code. */
export interface Voucher {
  readonly id: string;
  readonly sellerId: string;
  readonly code: string;
  readonly kind: 'PERCENT' | 'AMOUNT';
  readonly basisPoints: number;
  readonly amount: bigint;
  readonly currency: string;
  /** What the items of the seller cost at least. */
  readonly minimum: bigint;
  readonly maxUses: number | null;
  readonly maxPerBuyer: number | null;
  readonly uses: number;
  readonly startsAt: Date | null;
  readonly endsAt: Date | null;
  readonly createdAt: Date;
}

const NEWEST_FIRST: ListOrder = { by: [['id', 'text']], direction: 'DESC' };

const VOUCHERS = sql`SELECT id, seller_id AS "sellerId", code, kind, basis_points AS "basisPoints", amount, currency, minimum,
  max_uses AS "maxUses", max_per_buyer AS "maxPerBuyer", uses, starts_at AS "startsAt", ends_at AS "endsAt",
  created_at AS "createdAt" FROM voucher`;

/** Stores vouchers, and counts their uses. */
export const createVoucherStore = (db: Sql) => ({
  async findVoucher(by: { readonly id: string } | { readonly code: string }): Promise<Voucher | null> {
    const [id, code] = 'id' in by ? [by.id, null] : [null, by.code];
    const [row] = await db.$queryRaw<Voucher[]>`${VOUCHERS} WHERE id = ${id} OR code = ${code}`;
    return row ?? null;
  },

  vouchersOf(sellerId: string, page: PageRequest<readonly [string]>): PromiseLike<Voucher[]> {
    const { beyond, order } = pageClauses(NEWEST_FIRST, page);
    return db.$queryRaw<Voucher[]>`${VOUCHERS} WHERE seller_id = ${sellerId} AND ${beyond} ${order}`;
  },

  /** Adds a voucher; false when its code is taken. */
  async addVoucher(voucher: Omit<Voucher, 'uses'>): Promise<boolean> {
    const { id, sellerId, code, kind, basisPoints, amount, currency, minimum } = voucher;
    const added = await db.$executeRaw`
      INSERT INTO voucher (id, seller_id, code, kind, basis_points, amount, currency, minimum, max_uses, max_per_buyer,
        starts_at, ends_at, created_at)
      VALUES (${id}, ${sellerId}, ${code}, ${kind}, ${basisPoints}, ${amount}, ${currency}, ${minimum}, ${voucher.maxUses},
        ${voucher.maxPerBuyer}, ${voucher.startsAt}, ${voucher.endsAt}, ${voucher.createdAt})
      ON CONFLICT (code) DO NOTHING`;
    return added === 1;
  },

  /** Ends a voucher of a seller; false when it is not theirs. */
  async endVoucher(sellerId: string, id: string, now: Date): Promise<boolean> {
    const ended = await db.$executeRaw`
      UPDATE voucher SET ends_at = least(ends_at, ${now}::timestamptz) WHERE seller_id = ${sellerId} AND id = ${id}`;
    return ended === 1;
  },

  /** Uses a voucher once for a buyer; false when it is used up. */
  async takeVoucher(id: string, buyerId: string): Promise<boolean> {
    const taken = await db.$executeRaw`
      UPDATE voucher AS v SET uses = v.uses + 1
      WHERE v.id = ${id} AND (v.max_uses IS NULL OR v.uses < v.max_uses)
        AND (v.max_per_buyer IS NULL OR v.max_per_buyer > (
          SELECT count(*) FROM shop_order AS o
          WHERE o.buyer_id = ${buyerId} AND o.voucher_id = v.id AND o.state NOT IN ('CANCELLED', 'EXPIRED')))`;
    return taken === 1;
  },

  /** Gives a use back. */
  async returnVoucher(id: string): Promise<void> {
    await db.$executeRaw`UPDATE voucher SET uses = uses - 1 WHERE id = ${id} AND uses > 0`;
  },
});
