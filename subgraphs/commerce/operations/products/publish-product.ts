import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import { productPublished } from '../../events.ts';
import type { CommerceStore, Product } from '../../repository/index.ts';
import { catalogueRefusal, type ProductIncomplete } from '../shared/catalogue-refusals.ts';
import { shareFiles, showFiles } from '../shared/file-uses.ts';
import { noProduct } from './own-product.ts';

const INPUT = z.object({ productId: z.string().max(100) });

/** Why a product was not put on sale. */
export type PublishProductRefusal = InvalidInput | NotFound | RefusalOf<'NotPermitted'> | ProductIncomplete;

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Puts a product of the viewer on sale, and returns its id. Nothing changes when it is. */
export async function publishProduct(
  { caller, now, repository, signals }: Needs,
  raw: unknown,
): Promise<Result<string, PublishProductRefusal>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const at = now();
  const outcome = await repository.transaction(async (store): Promise<Result<string, PublishProductRefusal>> => {
    const product = await store.lockProduct(sellerId, parsed.value.productId);
    if (product === null) return noProduct();
    if (product.state === 'PUBLISHED') return done(product.id);
    const [isHidden] = await store.hiddenByModerators([product.id]);
    if (isHidden === true) return hiddenByModerators;
    const missing = await missingOf(store, product);
    if (missing.length > 0) return catalogueRefusal.productIncomplete(missing, 'productId');
    await store.publishProduct(product.id, at);
    const [files = []] = await store.filesOf([product.id]);
    await shareFiles(store, { ownerId: sellerId, fileIds: files.map(({ fileId }) => fileId) }, true, at);
    await showFiles(store, { subjectId: product.id, ownerId: sellerId }, at);
    await store.announce(productPublished, { productId: product.id, sellerId, at: at.toISOString() }, at);
    return done(product.id);
  });
  if (outcome.ok) await notifyWork(signals, 'commerce');
  return outcome;
}

const hiddenByModerators = refuse<RefusalOf<'NotPermitted'>>({
  __typename: 'NotPermitted',
  message: 'Moderators have removed this product.',
  path: ['input', 'productId'],
});

/** What a product lacks to be sold. */
async function missingOf(
  store: Pick<CommerceStore, 'countParts' | 'shopsOfSellers'>,
  { id, sellerId, kind }: Product,
): Promise<ProductIncomplete['missing']> {
  const [{ images, variants }, [shop = null]] = [await store.countParts(id), await store.shopsOfSellers([sellerId])];
  const missing: ('SHOP' | 'VARIANT' | 'IMAGE')[] = [];
  if (shop?.isOpen !== true) missing.push('SHOP');
  if (variants === 0) missing.push('VARIANT');
  if (kind === 'PHYSICAL' && images === 0) missing.push('IMAGE');
  return missing;
}
