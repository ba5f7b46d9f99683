import { z } from 'zod';
import { type InvalidInput, type NotFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { ProductVariant } from '../../repository/index.ts';
import { type CurrencyMismatch, catalogueRefusal, type SkuTaken } from '../shared/catalogue-refusals.ts';
import { announceStock } from '../stock/announce-stock.ts';
import { type StockReserved, stockReserved } from '../stock/stock-refusals.ts';
import { noVariant } from './own-product.ts';
import { VARIANT_FIELDS } from './product-fields.ts';

const INPUT = z.object({
  variantId: z.string().max(100),
  sku: VARIANT_FIELDS.sku.nullish(),
  options: VARIANT_FIELDS.options.nullish(),
  price: VARIANT_FIELDS.price.nullish(),
  compareAtPrice: VARIANT_FIELDS.compareAtPrice.nullish(),
  weightGrams: VARIANT_FIELDS.weightGrams.nullish(),
  stockPolicy: VARIANT_FIELDS.stockPolicy.nullish(),
  lowStockAt: VARIANT_FIELDS.lowStockAt.nullish(),
});

type Input = z.output<typeof INPUT>;

/** Why a variant was not changed. */
export type UpdateVariantRefusal = InvalidInput | NotFound | SkuTaken | CurrencyMismatch | StockReserved;

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Changes a variant of the viewer that is on sale, and returns its id; what is absent stays. */
export async function updateProductVariant(
  { caller, now, repository, signals }: Needs,
  raw: unknown,
): Promise<Result<string, UpdateVariantRefusal>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const outcome = await repository.transaction(async (store): Promise<Result<string, UpdateVariantRefusal>> => {
    const variant = await store.lockVariant(sellerId, input.variantId);
    if (variant === null || variant.archivedAt !== null) return noVariant();
    const refused = refuseEdit(variant, input);
    if (refused !== null) return refused;
    const edit = editOf(variant, input, now());
    const isOtherSku = edit.sku !== null && edit.sku !== variant.sku;
    const [used] = isOtherSku ? await store.usedSkus(sellerId, [edit.sku ?? ''], variant.id) : [];
    if (used !== undefined) return catalogueRefusal.skuTaken(used, 'sku');
    await store.editVariant(edit);
    return done(variant.id);
  });
  if (outcome.ok) await announceStock(signals, [outcome.value]);
  return outcome;
}

/** Null takes away what can be absent; of the rest it changes nothing. */
const editOf = (variant: ProductVariant, input: Input, at: Date) => ({
  id: variant.id,
  sku: input.sku === undefined ? variant.sku : input.sku,
  options: input.options ?? variant.options,
  price: input.price?.amount ?? variant.price,
  compareAtPrice: input.compareAtPrice === undefined ? variant.compareAtPrice : (input.compareAtPrice?.amount ?? null),
  weightGrams: input.weightGrams === undefined ? variant.weightGrams : input.weightGrams,
  stockPolicy: input.stockPolicy ?? variant.stockPolicy,
  lowStockAt: lowStockOf(variant, input),
  updatedAt: at,
});

function lowStockOf({ lowStockAt }: ProductVariant, input: Input): bigint | null {
  if (input.lowStockAt === undefined) return lowStockAt;
  return input.lowStockAt === null ? null : BigInt(input.lowStockAt);
}

/** A refusal of what cannot become of the variant; null where everything can. */
function refuseEdit(variant: ProductVariant, input: Input) {
  const { currency } = variant;
  for (const field of ['price', 'compareAtPrice'] as const)
    if (input[field] != null && input[field].currency !== currency)
      return catalogueRefusal.currencyMismatch(currency, field);
  const { price, compareAtPrice, stockPolicy } = editOf(variant, input, variant.updatedAt);
  if (compareAtPrice !== null && compareAtPrice <= price)
    return catalogueRefusal.invalidInput('What it cost before is more than the price.', 'compareAtPrice');
  if (stockPolicy === 'DENY' && variant.onHand < variant.reserved)
    return stockReserved(variant.reserved, 'stockPolicy');
  if (stockPolicy === 'UNTRACKED' && variant.reserved > 0n) return stockReserved(variant.reserved, 'stockPolicy');
  return null;
}
