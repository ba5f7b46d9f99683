import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { CommerceContext } from '../../context.ts';
import { productArchived } from '../../events.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { shareFiles } from '../shared/file-uses.ts';
import { noProduct } from './own-product.ts';

const INPUT = z.object({ productId: z.string().max(100) });

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Takes a product of the viewer off sale, and returns its id. Nothing changes when it is archived. */
export async function archiveProduct(
  { caller, now, repository, signals }: Needs,
  raw: unknown,
): Promise<Result<string, InvalidInput | NotFound>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { productId } = parsed.value;
  const outcome = await repository.transaction(async (store): Promise<Result<string, NotFound>> => {
    if ((await store.lockProduct(sellerId, productId)) === null) return noProduct();
    await takeOffSale(store, productId, now());
    return done(productId);
  });
  if (outcome.ok) await notifyWork(signals, 'commerce');
  return outcome;
}

/** Archives a product, whoever sells it, and publishes so when it was on sale. */
export async function takeOffSale(
  store: Pick<CommerceStore, 'archiveProduct' | 'filesOf' | 'announce'>,
  productId: string,
  at: Date,
): Promise<void> {
  const [files = []] = await store.filesOf([productId]);
  const archived = await store.archiveProduct(productId, at);
  if (archived === null) return;
  const { sellerId } = archived;
  await shareFiles(store, { ownerId: sellerId, fileIds: files.map(({ fileId }) => fileId) }, false, at);
  await store.announce(productArchived, { productId, sellerId, at: at.toISOString() }, at);
}
