import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { requireCategory } from '../../../../runtime/categories/require-category.ts';
import {
  findReplay,
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { slugOf } from '../../../../runtime/text/slug-of.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore } from '../../repository/index.ts';
import {
  type CurrencyMismatch,
  catalogueRefusal,
  type SkuTaken,
  type SlugTaken,
} from '../shared/catalogue-refusals.ts';
import { showFiles } from '../shared/file-uses.ts';
import { addVariants, checkVariants, refuseUsedSkus } from './add-variants.ts';
import { MAX_VARIANTS, NEW_VARIANT, PRODUCT_FIELDS } from './product-fields.ts';

const INPUT = z.object({
  title: PRODUCT_FIELDS.title,
  slug: PRODUCT_FIELDS.slug.nullish(),
  description: PRODUCT_FIELDS.description,
  categoryId: PRODUCT_FIELDS.categoryId.nullish(),
  tags: PRODUCT_FIELDS.tags,
  attributes: PRODUCT_FIELDS.attributes,
  images: PRODUCT_FIELDS.images,
  kind: PRODUCT_FIELDS.kind,
  taxCode: PRODUCT_FIELDS.taxCode.nullish(),
  variants: z
    .array(NEW_VARIANT)
    .min(1, 'A product has at least one variant.')
    .max(MAX_VARIANTS, 'A product has at most 100 variants.'),
  idempotencyKey: idempotencyKey.nullish(),
});

type Input = z.output<typeof INPUT>;

/** Longest address that is made of a title; a suffix follows where another product has it. */
const MAX_DERIVED_SLUG = 80;

/** Why no product was made. */
export type CreateProductRefusal =
  | InvalidInput
  | NotFound
  | SkuTaken
  | SlugTaken
  | CurrencyMismatch
  | AttachmentRefusal
  | IdempotencyRefusal;

type Ids = { readonly productId: string };

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'ask' | 'repository' | 'signals'>;

const pathOf = (index: number): readonly string[] => ['variants', String(index)];

/** Begins a product of the viewer, as a draft with its variants. */
export async function createProduct(context: Needs, raw: unknown): Promise<Replayable<Ids, CreateProductRefusal>> {
  const sellerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  const call = { scope: sellerId, operation: 'createProduct', key: key ?? null, input: plainInput(input) };
  const replay = await findReplay<Ids, CreateProductRefusal>(context, call);
  if (replay !== null) return replay;

  const currency = input.variants[0]?.price.currency ?? '';
  const checked = await checkProduct(context, sellerId, input, currency);
  if (!checked.ok) return { ...checked, isReplay: false };
  const result = await once<CommerceStore, Ids, CreateProductRefusal>(context, call, async (store) =>
    storeProduct(store, sellerId, input, currency, context.now()),
  );
  if (result.ok && !result.isReplay) await notifyWork(context.signals, 'commerce');
  return result;
}

/** All that can be refused before anything is stored. */
async function checkProduct(
  context: Needs,
  sellerId: string,
  input: Omit<Input, 'idempotencyKey'>,
  currency: string,
): Promise<Result<null, CreateProductRefusal>> {
  const variants = checkVariants(input.variants, { currency, pathOf });
  if (!variants.ok) return variants;
  if (input.categoryId != null) {
    const category = await requireCategory(context, {
      ...{ service: 'commerce', scope: 'PRODUCT', categoryId: input.categoryId },
    });
    if (!category.ok) return category;
  }
  return requireAttachable(context.ask, {
    ...{ service: 'commerce', ownerId: sellerId, fileIds: input.images, kind: 'IMAGE', path: ['images'] },
  });
}

async function storeProduct(
  store: CommerceStore,
  sellerId: string,
  input: Omit<Input, 'idempotencyKey'>,
  currency: string,
  at: Date,
): Promise<Result<Ids, CreateProductRefusal>> {
  const used = await refuseUsedSkus(store, input.variants, { sellerId, pathOf });
  if (used !== null) return used;
  const id = newId('prd', at);
  const draft = {
    ...{ id, sellerId, title: input.title, description: input.description, categoryId: input.categoryId ?? null },
    ...{ tags: input.tags, attributes: input.attributes, kind: input.kind, taxCode: input.taxCode ?? null },
    ...{ currency, createdAt: at, fileIds: input.images },
  };
  const slugs = input.slug == null ? derivedSlugs(input.title, id) : [input.slug];
  let isStored = false;
  for (const slug of slugs) {
    isStored = await store.insertProduct({ ...draft, slug });
    if (isStored) break;
  }
  if (!isStored) return catalogueRefusal.slugTaken('slug');
  await addVariants(store, input.variants, { productId: id, sellerId, currency }, at);
  await showFiles(store, { subjectId: id, ownerId: sellerId }, at);
  return done({ productId: id });
}

/** Addresses of a product by its title; the last one has a part of its id, and so is no other's. */
function derivedSlugs(title: string, id: string): readonly string[] {
  const slug = [...slugOf(title)].slice(0, MAX_DERIVED_SLUG).join('').replace(/-$/, '');
  const tail = id.slice(-12);
  return slug === '' ? [`product-${tail}`] : [slug, `${slug}-${tail}`];
}

/** An input as plain JSON, for its hash. */
const plainInput = ({ variants, ...input }: Omit<Input, 'idempotencyKey'>) => ({
  ...input,
  variants: variants.map(({ price, compareAtPrice, ...variant }) => ({
    ...variant,
    price: { amount: price.amount.toString(), currency: price.currency },
    compareAtPrice: compareAtPrice?.amount.toString() ?? null,
  })),
});
