import { withClient } from '../../runtime/database/postgres-connections.ts';
import { ADJECTIVES, MATERIALS, THINGS } from './product-words.ts';

/** Sellers, and those of them whom the person who searches blocks. */
const SELLERS = 2_000;
const BLOCKS = 50;

/** Categories, each with ten below it. */
const ROOTS = 20;

/**
 * Fills the commerce domain's tables with `count` products on sale of `usr_1`, `usr_2` …, whose words are as unevenly frequent as
 * those of shops are, each with one variant. `databaseUrl` is the owner's. The same at each run.
 */
export async function makeProducts(databaseUrl: string, count: number): Promise<void> {
  await withClient({ connectionString: databaseUrl }, async (client) => {
    await client.query('SET statement_timeout = 0');
    await client.query('SELECT setseed(0.25)');
    await client.query(CATEGORIES, [ROOTS]);
    // What the trigger of variants does row by row is part of the statement.
    await client.query('ALTER TABLE product_variant DISABLE TRIGGER USER');
    await client.query(PRODUCTS, [count, SELLERS, ADJECTIVES, MATERIALS, THINGS, ROOTS]);
    await client.query(VARIANTS);
    await client.query('ALTER TABLE product_variant ENABLE TRIGGER USER');
    await client.query(BLOCKED, [BLOCKS]);
    // Also moves what was just added out of the pending lists of indexes, as autovacuum would.
    for (const table of ['product', 'product_variant', 'category', 'block'])
      await client.query(`VACUUM ANALYZE ${table}`);
  });
}

const CATEGORIES = `
  INSERT INTO category (id, parent_id, title, path, is_active, changed_at, confirmed_at)
  SELECT 'cat_' || r, NULL, 'Category ' || r, 'c' || r, true, now(), now() FROM generate_series(1, $1::int) AS r
  UNION ALL
  SELECT 'cat_' || r || '_' || s, 'cat_' || r, 'Category ' || s, 'c' || r || '/c' || s, true, now(), now()
  FROM generate_series(1, $1::int) AS r, generate_series(1, 10) AS s`;

/** Every second product says a sentence with other words, too; the most frequent thing has one in 16 of them. */
const PRODUCTS = `
  INSERT INTO product (id, seller_id, slug, state, title, description, category_id, tags, attributes, kind, currency, price_min,
    price_max, is_in_stock, rating_counts, rating_score, units_sold, created_at, updated_at, published_at)
  SELECT 'prd_' || lpad(to_hex(n), 8, '0') || '-0000-7000-8000-000000000000', 'usr_' || 1 + n % $2::int, 'p-' || n, 'PUBLISHED',
    adjective || ' ' || material || ' ' || thing, CASE n % 2 WHEN 0 THEN 'Goes well with a ' || other || ', made of ' || material ELSE '' END,
    'cat_' || 1 + n % $6::int || '_' || 1 + n % 10, ARRAY[thing, material], 
    jsonb_build_array(jsonb_build_object('name', 'Material', 'value', material), jsonb_build_object('name', 'Style', 'value', adjective)),
    CASE n % 20 WHEN 7 THEN 'DIGITAL' ELSE 'PHYSICAL' END, CASE n % 5 WHEN 3 THEN 'USD' ELSE 'EUR' END, price, price, n % 7 <> 0,
    CASE n % 3 WHEN 0 THEN ARRAY[1, 0, 2, n % 9, n % 13] ELSE ARRAY[0, 0, 0, 0, 0] END, 3000 + (n * 7919) % 2000,
    floor(1000 * random() ^ 4)::bigint, now(), now(), now() - n * interval '1 minute'
  FROM (
    SELECT n, ($3::text[])[1 + floor(cardinality($3::text[]) * random() ^ 1.5)::int] AS adjective,
      ($4::text[])[1 + floor(cardinality($4::text[]) * random() ^ 1.5)::int] AS material,
      ($5::text[])[1 + floor(cardinality($5::text[]) * random() ^ 1.5)::int] AS thing,
      ($5::text[])[1 + floor(cardinality($5::text[]) * random())::int] AS other, 100 + floor(50000 * random() ^ 2)::bigint AS price
    FROM generate_series(1, $1::int) AS n) AS made`;

const VARIANTS = `
  INSERT INTO product_variant (id, product_id, seller_id, position, price, currency, on_hand, created_at, updated_at)
  SELECT replace(id, 'prd', 'pvr'), id, seller_id, 0, price_min, currency, CASE WHEN is_in_stock THEN 10 ELSE 0 END, now(), now()
  FROM product`;

const BLOCKED = `
  INSERT INTO block (blocker_id, blocked_id, is_active, changed_at)
  SELECT 'usr_0', 'usr_' || 11 * n + 3, true, now() FROM generate_series(1, $1::int) AS n`;
