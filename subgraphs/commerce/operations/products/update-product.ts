import { z } from 'zod';
import { type AttachmentRefusal, requireAttachable } from '../../../../runtime/attachments/require-attachable.ts';
import { requireCategory } from '../../../../runtime/categories/require-category.ts';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore, Product, ProductEdit } from '../../repository/index.ts';
import { catalogueRefusal, type ProductIncomplete, type SlugTaken } from '../shared/catalogue-refusals.ts';
import { releaseFiles, showFiles } from '../shared/file-uses.ts';
import { noProduct } from './own-product.ts';
import { PRODUCT_FIELDS } from './product-fields.ts';

const INPUT = z.object({
  productId: z.string().max(100),
  title: PRODUCT_FIELDS.title.nullish(),
  slug: PRODUCT_FIELDS.slug.nullish(),
  description: PRODUCT_FIELDS.description.nullish(),
  categoryId: PRODUCT_FIELDS.categoryId.nullish(),
  tags: PRODUCT_FIELDS.tags.nullish(),
  attributes: PRODUCT_FIELDS.attributes.nullish(),
  images: PRODUCT_FIELDS.images.nullish(),
  taxCode: PRODUCT_FIELDS.taxCode.nullish(),
});

type Input = z.output<typeof INPUT>;

/** Why a product was not changed. */
export type UpdateProductRefusal = InvalidInput | NotFound | SlugTaken | ProductIncomplete | AttachmentRefusal;

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'ask' | 'repository' | 'signals'>;

/** Changes a product of the viewer, and returns its id; what is absent stays. */
export async function updateProduct(context: Needs, raw: unknown): Promise<Result<string, UpdateProductRefusal>> {
  const sellerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  if (input.categoryId != null) {
    const request = { service: 'commerce', scope: 'PRODUCT', categoryId: input.categoryId } as const;
    const category = await requireCategory(context, request);
    if (!category.ok) return category;
  }
  const attachable = await requireAttachable(context.ask, {
    ...{ service: 'commerce', ownerId: sellerId, fileIds: input.images ?? [], kind: 'IMAGE', path: ['images'] },
  });
  if (!attachable.ok) return attachable;
  const at = context.now();
  const outcome = await context.repository.transaction(async (store): Promise<Result<string, UpdateProductRefusal>> => {
    const product = await store.lockProduct(sellerId, input.productId);
    if (product === null) return noProduct();
    if (product.state === 'PUBLISHED' && product.kind === 'PHYSICAL' && input.images?.length === 0)
      return catalogueRefusal.productIncomplete(['IMAGE'], 'images');
    if (!(await store.editProduct(editOf(product, input, at)))) return catalogueRefusal.slugTaken('slug');
    if (input.images != null) await changeImages(store, product, input.images, at);
    return done(product.id);
  });
  if (outcome.ok) await notifyWork(context.signals, 'commerce');
  return outcome;
}

/** Null takes away what can be absent; of the rest it changes nothing. */
const editOf = (product: Product, input: Input, at: Date): ProductEdit => ({
  id: product.id,
  slug: input.slug ?? product.slug,
  title: input.title ?? product.title,
  description: input.description ?? product.description,
  categoryId: input.categoryId === undefined ? product.categoryId : input.categoryId,
  tags: input.tags ?? product.tags,
  attributes: input.attributes ?? product.attributes,
  taxCode: input.taxCode === undefined ? product.taxCode : input.taxCode,
  updatedAt: at,
});

async function changeImages(
  store: CommerceStore,
  { id, sellerId }: Product,
  fileIds: readonly string[],
  at: Date,
): Promise<void> {
  const before = await store.replaceImages(id, fileIds);
  const showing = { subjectId: id, ownerId: sellerId };
  await releaseFiles(store, { ...showing, fileIds: before.filter((fileId) => !fileIds.includes(fileId)) }, at);
  await showFiles(store, showing, at);
}
