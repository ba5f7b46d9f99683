import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';
import { slugOf } from '../../../../runtime/text/slug-of.ts';

/** Largest price, in minor units. */
const MAX_PRICE = 1_000_000_000_000n;

/** Most units of a stock. */
export const MAX_UNITS = 1_000_000_000;

/** Most variants of a product. */
export const MAX_VARIANTS = 100;

const namedValues = (what: string, max: number) =>
  z
    .array(
      z.object({
        name: text('A name', { max: 50, singleLine: true }),
        value: text('A value', { max: 100, singleLine: true }),
      }),
    )
    .max(max, `At most ${max} ${what} are kept.`);

const units = z
  .int()
  .min(0, 'A number of units is 0 or more.')
  .max(MAX_UNITS, 'At most 1,000,000,000 units are counted.');

const price = z.object({
  amount: z.bigint().min(0n, 'A price is 0 or more.').max(MAX_PRICE, 'A price is at most 1,000,000,000,000.'),
  currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.'),
});

/** Fields of a product as its seller sends them. */
export const PRODUCT_FIELDS = {
  title: text('A title', { max: 200, singleLine: true }),
  slug: z
    .string()
    .max(100, 'An address has at most 100 characters.')
    .refine((slug) => slug !== '' && slugOf(slug) === slug, 'An address has small letters, digits and single hyphens.'),
  description: text('A description', { min: 0, max: 10_000 }),
  categoryId: z.string().max(100),
  tags: z
    .array(
      z
        .string()
        .transform((tag) => tag.replace(/^#/, ''))
        .pipe(text('A tag', { max: 50, singleLine: true })),
    )
    .max(20, 'At most 20 tags are kept.')
    .transform((tags) => [...new Set(tags)]),
  attributes: namedValues('properties', 20),
  images: z
    .array(z.string().max(100))
    .max(12, 'At most 12 pictures are shown.')
    .refine((ids) => new Set(ids).size === ids.length, 'Name each picture only once.'),
  kind: z.enum(['PHYSICAL', 'DIGITAL', 'SERVICE']),
  taxCode: z.string().regex(/^txcd_\d{8}$/, 'A tax code looks like txcd_99999999.'),
};

/** Fields of a variant as its seller sends them. */
export const VARIANT_FIELDS = {
  sku: text('A number', { max: 64, singleLine: true }),
  options: namedValues('options', 5).refine(
    (options) => new Set(options.map(({ name }) => name.toLowerCase())).size === options.length,
    'Name each option only once.',
  ),
  price,
  compareAtPrice: price,
  weightGrams: z.int().min(0, 'A weight is 0 or more.').max(10_000_000, 'A weight is at most 10,000,000 grams.'),
  stock: units,
  stockPolicy: z.enum(['DENY', 'BACKORDER', 'UNTRACKED']),
  lowStockAt: units,
};

/** A variant that is added, with its first stock. */
export const NEW_VARIANT = z.object({
  sku: VARIANT_FIELDS.sku.nullish(),
  options: VARIANT_FIELDS.options,
  price: VARIANT_FIELDS.price,
  compareAtPrice: VARIANT_FIELDS.compareAtPrice.nullish(),
  weightGrams: VARIANT_FIELDS.weightGrams.nullish(),
  stock: VARIANT_FIELDS.stock,
  stockPolicy: VARIANT_FIELDS.stockPolicy,
  lowStockAt: VARIANT_FIELDS.lowStockAt.nullish(),
});
