import { z } from 'zod';
import {
  type IdempotencyRefusal,
  idempotencyKey,
  once,
  type Replayable,
} from '../../../../runtime/idempotency/once.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, parseInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore, ProductVariant } from '../../repository/index.ts';
import { noVariant } from '../products/own-product.ts';
import { MAX_UNITS } from '../products/product-fields.ts';
import { catalogueRefusal } from '../shared/catalogue-refusals.ts';
import { announceStock } from './announce-stock.ts';
import { type StockReserved, stockReserved } from './stock-refusals.ts';

const INPUT = z.object({
  variantId: z.string().max(100),
  delta: z.int().min(-MAX_UNITS).max(MAX_UNITS).nullish(),
  set: z.int().min(0, 'A stock is 0 or more.').max(MAX_UNITS, 'At most 1,000,000,000 units are counted.').nullish(),
  reason: text('A reason', { max: 200, singleLine: true }),
  idempotencyKey: idempotencyKey.nullish(),
});

type Input = Omit<z.output<typeof INPUT>, 'idempotencyKey'>;

/** Why a stock was not changed. */
export type AdjustStockRefusal =
  | InvalidInput
  | NotFound
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] })
  | StockReserved
  | IdempotencyRefusal;

type Ids = { readonly variantId: string };

type Needs = Pick<CommerceContext, 'caller' | 'now' | 'repository' | 'signals'>;

/** Changes how many units of a variant of the viewer are on hand, by a difference or to a number, and records why. */
export async function adjustStock(context: Needs, raw: unknown): Promise<Replayable<Ids, AdjustStockRefusal>> {
  const sellerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { idempotencyKey: key, ...input } = parsed.value;
  if ((input.delta == null) === (input.set == null))
    return {
      ...catalogueRefusal.invalidInput('Give either a difference or the new number.', 'delta'),
      isReplay: false,
    };
  if (input.delta === 0)
    return { ...catalogueRefusal.invalidInput('A difference is not 0.', 'delta'), isReplay: false };
  const call = { scope: sellerId, operation: 'adjustStock', key: key ?? null, input };
  const result = await once<CommerceStore, Ids, AdjustStockRefusal>(context, call, (store) =>
    change(store, sellerId, input, context.now()),
  );
  if (result.ok && !result.isReplay) await announceStock(context.signals, [input.variantId]);
  return result;
}

async function change(
  store: CommerceStore,
  sellerId: string,
  input: Input,
  at: Date,
): Promise<Result<Ids, AdjustStockRefusal>> {
  const variant = await store.lockVariant(sellerId, input.variantId);
  if (variant === null) return noVariant();
  const onHand = input.set == null ? variant.onHand + BigInt(input.delta ?? 0) : BigInt(input.set);
  const refused = refuseStock(variant, onHand, input);
  if (refused !== null) return refused;
  const delta = onHand - variant.onHand;
  if (delta === 0n) return done({ variantId: variant.id });
  const changed = await store.changeOnHand(variant.id, delta, at);
  await store.addMovements([
    {
      ...{ id: newId('stm', at), variantId: variant.id, delta, onHand: changed, kind: 'ADJUSTMENT' },
      ...{ reason: input.reason, actorId: sellerId, createdAt: at },
    },
  ]);
  return done({ variantId: variant.id });
}

/** A refusal of what cannot become of the stock; null where it can. */
function refuseStock({ stockPolicy, archivedAt, reserved }: ProductVariant, onHand: bigint, { set }: Input) {
  const field = set == null ? 'delta' : 'set';
  const allowed = ['DENY', 'BACKORDER'];
  if (archivedAt !== null) return notCounted('The variant is archived.', 'ARCHIVED', allowed);
  if (stockPolicy === 'UNTRACKED') return notCounted('The stock of this variant is not counted.', 'UNTRACKED', allowed);
  if (onHand > BigInt(MAX_UNITS))
    return catalogueRefusal.invalidInput('At most 1,000,000,000 units are counted.', field);
  if (stockPolicy === 'DENY' && onHand < reserved) return stockReserved(reserved, field);
  return null;
}

const notCounted = (message: string, from: string, allowed: readonly string[]) =>
  refuse({ __typename: 'InvalidState', message, path: ['input', 'variantId'], from, allowed } as const);
