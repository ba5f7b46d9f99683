import type { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import type { InvalidInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import type { CommerceStore, VariantDraft } from '../../repository/index.ts';
import { type CurrencyMismatch, catalogueRefusal, type SkuTaken } from '../shared/catalogue-refusals.ts';
import type { NEW_VARIANT } from './product-fields.ts';

/** A variant as its seller sends it. */
export type NewVariant = z.output<typeof NEW_VARIANT>;

/** What the variants are added to, and where in the input they are. */
interface Target {
  readonly productId: string;
  readonly sellerId: string;
  readonly currency: string;
  /** Path of the variant with an index, below `input`. */
  readonly pathOf: (index: number) => readonly string[];
}

/** All that can be refused of new variants by themselves. */
export function checkVariants(
  variants: readonly NewVariant[],
  { currency, pathOf }: Pick<Target, 'currency' | 'pathOf'>,
): Result<null, InvalidInput | CurrencyMismatch | SkuTaken> {
  const skus = new Set<string>();
  for (const [at, { price, compareAtPrice, sku }] of variants.entries()) {
    const path = pathOf(at);
    if (price.currency !== currency) return catalogueRefusal.currencyMismatch(currency, ...path, 'price');
    if (compareAtPrice != null && compareAtPrice.currency !== currency)
      return catalogueRefusal.currencyMismatch(currency, ...path, 'compareAtPrice');
    if (compareAtPrice != null && compareAtPrice.amount <= price.amount)
      return catalogueRefusal.invalidInput('What it cost before is more than the price.', ...path, 'compareAtPrice');
    if (sku != null && skus.has(sku)) return catalogueRefusal.skuTaken(sku, ...path, 'sku');
    if (sku != null) skus.add(sku);
  }
  return done(null);
}

/** The refusal of numbers that the seller uses already; null when all are free until the transaction ends. */
export async function refuseUsedSkus(
  store: Pick<CommerceStore, 'usedSkus'>,
  variants: readonly Pick<NewVariant, 'sku'>[],
  { sellerId, pathOf }: Pick<Target, 'sellerId' | 'pathOf'>,
) {
  const skus = variants.flatMap(({ sku }) => sku ?? []);
  const [used] = await store.usedSkus(sellerId, skus, null);
  if (used === undefined) return null;
  return catalogueRefusal.skuTaken(used, ...pathOf(variants.findIndex(({ sku }) => sku === used)), 'sku');
}

/** Adds variants that were checked, with the record of what there is of them at first; returns their ids. */
export async function addVariants(
  store: Pick<CommerceStore, 'insertVariants' | 'addMovements'>,
  variants: readonly NewVariant[],
  { productId, sellerId, currency }: Omit<Target, 'pathOf'>,
  at: Date,
): Promise<readonly string[]> {
  const drafts = variants.map(
    (variant): VariantDraft => ({
      id: newId('pvr', at),
      sku: variant.sku ?? null,
      options: variant.options,
      price: variant.price.amount,
      compareAtPrice: variant.compareAtPrice?.amount ?? null,
      weightGrams: variant.weightGrams ?? null,
      stockPolicy: variant.stockPolicy,
      onHand: BigInt(variant.stock),
      lowStockAt: variant.lowStockAt == null ? null : BigInt(variant.lowStockAt),
    }),
  );
  await store.insertVariants({ productId, sellerId, currency, createdAt: at }, drafts);
  const stocked = drafts.filter(({ onHand }) => onHand > 0n);
  if (stocked.length > 0)
    await store.addMovements(
      stocked.map(({ id, onHand }) => ({
        ...{ id: newId('stm', at), variantId: id, delta: onHand, onHand, kind: 'INITIAL', reason: null },
        ...{ actorId: sellerId, createdAt: at },
      })),
    );
  return drafts.map(({ id }) => id);
}
