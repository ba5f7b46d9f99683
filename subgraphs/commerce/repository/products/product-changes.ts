import type { Sql } from '../../../../runtime/database/database.ts';
import { PRODUCT_COLUMNS, type Product } from './product.ts';
import { type ProductVariant, VARIANT_COLUMNS } from './variant.ts';

/** A product before it is stored. */
export type ProductDraft = Pick<
  Product,
  | 'id'
  | 'sellerId'
  | 'slug'
  | 'title'
  | 'description'
  | 'categoryId'
  | 'tags'
  | 'attributes'
  | 'kind'
  | 'taxCode'
  | 'currency'
  | 'createdAt'
> & { readonly fileIds: readonly string[] };

/** What an edit leaves of a product. */
export type ProductEdit = Pick<
  Product,
  'id' | 'slug' | 'title' | 'description' | 'categoryId' | 'tags' | 'attributes' | 'taxCode' | 'updatedAt'
>;

/**
 * Writes of products, within a transaction. Who locks variants and products locks the variants first: triggers of the
 * database do so.
 */
export const createProductChangeStore = (db: Sql) => ({
  /** Stores a draft with its pictures; nothing, and false, when its slug is another product's. */
  async insertProduct(draft: ProductDraft): Promise<boolean> {
    const added = await db.$executeRaw`
      INSERT INTO product (id, seller_id, slug, title, description, category_id, tags, attributes, kind, tax_code, currency,
        created_at, updated_at)
      VALUES (${draft.id}, ${draft.sellerId}, ${draft.slug}, ${draft.title}, ${draft.description}, ${draft.categoryId},
        ${[...draft.tags]}::text[], ${JSON.stringify(draft.attributes)}::jsonb, ${draft.kind}, ${draft.taxCode},
        ${draft.currency}, ${draft.createdAt}, ${draft.createdAt})
      ON CONFLICT (slug) DO NOTHING`;
    if (added === 0) return false;
    await db.$executeRaw`
      INSERT INTO product_image (product_id, position, file_id)
      SELECT ${draft.id}, nth - 1, file_id FROM unnest(${[...draft.fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)`;
    return true;
  },

  /** A seller's product, locked until the transaction ends; null when they have no such. */
  async lockProduct(sellerId: string, id: string): Promise<Product | null> {
    const [product] = await db.$queryRaw<Product[]>`
      SELECT ${PRODUCT_COLUMNS} FROM product AS p WHERE p.id = ${id} AND p.seller_id = ${sellerId} FOR NO KEY UPDATE`;
    return product ?? null;
  },

  /** Writes an edit of a product that is locked; nothing, and false, when its slug is another product's. */
  async editProduct(edit: ProductEdit): Promise<boolean> {
    const changed = await db.$executeRaw`
      UPDATE product SET slug = ${edit.slug}, title = ${edit.title}, description = ${edit.description},
        category_id = ${edit.categoryId}, tags = ${[...edit.tags]}::text[],
        attributes = ${JSON.stringify(edit.attributes)}::jsonb, tax_code = ${edit.taxCode}, updated_at = ${edit.updatedAt}
      WHERE id = ${edit.id} AND NOT EXISTS (SELECT FROM product AS o WHERE o.slug = ${edit.slug} AND o.id <> ${edit.id})`;
    return changed > 0;
  },

  /** Gives a product other pictures, and returns those that it had. */
  async replaceImages(productId: string, fileIds: readonly string[]): Promise<string[]> {
    const rows = await db.$queryRaw<{ fileId: string }[]>`
      DELETE FROM product_image WHERE product_id = ${productId} RETURNING file_id AS "fileId"`;
    await db.$executeRaw`
      INSERT INTO product_image (product_id, position, file_id)
      SELECT ${productId}, nth - 1, file_id FROM unnest(${[...fileIds]}::text[]) WITH ORDINALITY AS f(file_id, nth)`;
    return rows.map(({ fileId }) => fileId);
  },

  /** How many pictures and variants on sale a product has. */
  async countParts(productId: string): Promise<{ readonly images: number; readonly variants: number }> {
    const [row] = await db.$queryRaw<{ images: number; variants: number }[]>`
      SELECT (SELECT count(*)::int FROM product_image WHERE product_id = ${productId}) AS images,
        (SELECT count(*)::int FROM product_variant WHERE product_id = ${productId} AND archived_at IS NULL) AS variants`;
    return row ?? { images: 0, variants: 0 };
  },

  /** Puts a product that is locked on sale. */
  async publishProduct(id: string, at: Date): Promise<void> {
    await db.$executeRaw`
      UPDATE product SET state = 'PUBLISHED', published_at = ${at}, updated_at = ${at} WHERE id = ${id}`;
  },

  /** Takes a product off sale, whoever sells it; what it was when it was on sale, else null. */
  async archiveProduct(id: string, at: Date): Promise<Product | null> {
    const [archived] = await db.$queryRaw<(Product & { readonly before: string })[]>`
      WITH before AS (SELECT b.id, b.state FROM product AS b WHERE b.id = ${id} FOR NO KEY UPDATE)
      UPDATE product AS p SET state = 'ARCHIVED', updated_at = ${at} FROM before
      WHERE p.id = before.id AND p.state <> 'ARCHIVED' RETURNING ${PRODUCT_COLUMNS}, before.state AS before`;
    return archived?.before === 'PUBLISHED' ? archived : null;
  },

  /** Puts the products of a category into another, or into none. */
  async moveCategory(categoryId: string, movedToId: string | null): Promise<void> {
    await db.$executeRaw`UPDATE product SET category_id = ${movedToId} WHERE category_id = ${categoryId}`;
  },

  /** All variants of a product that are on sale, locked in the order of ids. */
  async lockVariantsOf(productId: string): Promise<ProductVariant[]> {
    return db.$queryRaw<ProductVariant[]>`
      SELECT ${VARIANT_COLUMNS} FROM product_variant AS v
      WHERE v.product_id = ${productId} AND v.archived_at IS NULL ORDER BY v.id FOR NO KEY UPDATE`;
  },
});
