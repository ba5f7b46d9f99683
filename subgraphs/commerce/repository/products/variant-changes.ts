import type { Sql } from '../../../../runtime/database/database.ts';
import { type ProductVariant, VARIANT_COLUMNS } from './variant.ts';

/** A variant before it is stored. */
export type VariantDraft = Pick<
  ProductVariant,
  'id' | 'sku' | 'options' | 'price' | 'compareAtPrice' | 'weightGrams' | 'stockPolicy' | 'onHand' | 'lowStockAt'
>;

/** What variants that are added together have in common. */
export type VariantOwner = Pick<ProductVariant, 'productId' | 'sellerId' | 'currency' | 'createdAt'>;

/** What an edit leaves of a variant. */
export type VariantEdit = Pick<
  ProductVariant,
  'id' | 'sku' | 'options' | 'price' | 'compareAtPrice' | 'weightGrams' | 'stockPolicy' | 'lowStockAt' | 'updatedAt'
>;

const plain = (amount: bigint | null): string | null => amount?.toString() ?? null;

/** Writes of variants, within a transaction. */
export const createVariantChangeStore = (db: Sql) => ({
  /** Those of these numbers that a seller uses for other variants; until the end of the transaction no other call adds one. */
  async usedSkus(sellerId: string, skus: readonly string[], exceptId: string | null): Promise<string[]> {
    if (skus.length === 0) return [];
    await db.$queryRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`sku:${sellerId}`}, 0))::text`;
    const rows = await db.$queryRaw<{ sku: string }[]>`
      SELECT sku FROM product_variant WHERE seller_id = ${sellerId} AND sku = ANY (${[...skus]}::text[])
        AND archived_at IS NULL AND id IS DISTINCT FROM ${exceptId}::text`;
    return rows.map(({ sku }) => sku);
  },

  /** Adds variants to a product behind those that it has, in their order. */
  async insertVariants(owner: VariantOwner, drafts: readonly VariantDraft[]): Promise<void> {
    const rows = drafts.map(({ price, compareAtPrice, onHand, lowStockAt, ...draft }) => ({
      ...draft,
      ...{
        price: plain(price),
        compareAtPrice: plain(compareAtPrice),
        onHand: plain(onHand),
        lowStockAt: plain(lowStockAt),
      },
    }));
    await db.$executeRaw`
      INSERT INTO product_variant (id, product_id, seller_id, sku, options, position, price, currency, compare_at_price,
        weight_grams, stock_policy, on_hand, low_stock_at, created_at, updated_at)
      SELECT d.id, ${owner.productId}, ${owner.sellerId}, d.sku, d.options,
        (row_number() OVER ())::int - 1 + (
          SELECT coalesce(max(position) + 1, 0) FROM product_variant WHERE product_id = ${owner.productId}),
        d.price, ${owner.currency}, d."compareAtPrice", d."weightGrams", d."stockPolicy", d."onHand", d."lowStockAt",
        ${owner.createdAt}, ${owner.createdAt}
      FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS d (id text, sku text, options jsonb, price bigint,
        "compareAtPrice" bigint, "weightGrams" int, "stockPolicy" text, "onHand" bigint, "lowStockAt" bigint)`;
  },

  /** A seller's variant, locked until the transaction ends; null when they have no such. */
  async lockVariant(sellerId: string, id: string): Promise<ProductVariant | null> {
    const [variant] = await db.$queryRaw<ProductVariant[]>`
      SELECT ${VARIANT_COLUMNS} FROM product_variant AS v WHERE v.id = ${id} AND v.seller_id = ${sellerId} FOR NO KEY UPDATE`;
    return variant ?? null;
  },

  /** Writes an edit of a variant that is locked. */
  async editVariant(edit: VariantEdit): Promise<void> {
    await db.$executeRaw`
      UPDATE product_variant SET sku = ${edit.sku}, options = ${JSON.stringify(edit.options)}::jsonb, price = ${edit.price},
        compare_at_price = ${edit.compareAtPrice}, weight_grams = ${edit.weightGrams}, stock_policy = ${edit.stockPolicy},
        low_stock_at = ${edit.lowStockAt}, updated_at = ${edit.updatedAt}
      WHERE id = ${edit.id}`;
  },

  /** Takes a variant that is locked off sale. */
  async archiveVariant(id: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE product_variant SET archived_at = ${at}, updated_at = ${at} WHERE id = ${id} AND archived_at IS NULL`;
  },
});
