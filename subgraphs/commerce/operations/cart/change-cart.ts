import { z } from 'zod';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore, OrderedVariant } from '../../repository/index.ts';
import { MAX_QUANTITY } from '../orders/max-quantity.ts';
import { idInput } from '../orders/order-input.ts';
import { type CartRefusal, currencyMismatch, noSuchVariant, ownProduct } from './cart-refusals.ts';
import { outOfStock } from './out-of-stock.ts';
import { MAX_LINES, quantityLimit, tooMany } from './quantity-limit.ts';

const LINE = z.object({ variantId: idInput, quantity: z.number().int().min(1, 'A quantity is at least 1.') });
const ADD = LINE.extend({ quantity: LINE.shape.quantity.nullish() });
const REMOVE = LINE.pick({ variantId: true });

type CartStore = Pick<CommerceStore, 'lockCart' | 'cartLines' | 'orderedVariant' | 'setCartLine' | 'removeCartLines'>;

interface Needs extends Pick<CommerceContext, 'caller' | 'now'> {
  readonly repository: { transaction<T>(work: (store: CartStore) => Promise<T>): Promise<T> };
}

type Outcome = Result<{ readonly ownerId: string }, InvalidInput | CartRefusal>;

/** Puts units of a variant into the cart of the viewer, beside those that are in it. */
export const addCartItem = (context: Needs, raw: unknown): Promise<Outcome> => changeLine(context, ADD, raw, 'ADD');

/** Has the cart of the viewer have so many units of a variant. */
export const updateCartItem = (context: Needs, raw: unknown): Promise<Outcome> => changeLine(context, LINE, raw, 'SET');

async function changeLine(
  { caller, now, repository }: Needs,
  schema: z.ZodType<{ variantId: string; quantity?: number | null | undefined }>,
  raw: unknown,
  how: 'ADD' | 'SET',
): Promise<Outcome> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(schema, raw);
  if (!parsed.ok) return parsed;
  const { variantId } = parsed.value;
  const units = parsed.value.quantity ?? 1;
  return repository.transaction(async (store): Promise<Outcome> => {
    await store.lockCart(ownerId, now());
    const [variant, lines] = [await store.orderedVariant(ownerId, variantId), await store.cartLines(ownerId)];
    const line = lines.find(({ id }) => id === variantId);
    if (variant === null || !variant.isSold || (how === 'SET' && line === undefined)) return noSuchVariant();
    if (variant.sellerId === ownerId) return ownProduct();
    const other = lines.find(({ id }) => id !== variantId);
    if (other !== undefined && other.currency !== variant.currency) return currencyMismatch(other.currency);
    if (line === undefined && lines.length >= MAX_LINES)
      return quantityLimit(`A cart holds at most ${MAX_LINES} different things.`, MAX_LINES, 'variantId');
    const quantity = (how === 'ADD' ? (line?.quantity ?? 0) : 0) + units;
    const refusal = findQuantityRefusal(variant, quantity);
    if (refusal !== null) return refusal;
    await store.setCartLine(ownerId, variantId, quantity, variant.price, now());
    return done({ ownerId });
  });
}

function findQuantityRefusal({ available }: OrderedVariant, quantity: number) {
  if (quantity > MAX_QUANTITY) return tooMany();
  return available !== null && available < BigInt(quantity) ? outOfStock(available, 'quantity') : null;
}

/** Takes a variant out of the cart of the viewer. What is not in it is refused. */
export async function removeCartItem({ caller, now, repository }: Needs, raw: unknown): Promise<Outcome> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(REMOVE, raw);
  if (!parsed.ok) return parsed;
  return repository.transaction(async (store): Promise<Outcome> => {
    await store.lockCart(ownerId, now());
    return (await store.removeCartLines(ownerId, [parsed.value.variantId])) > 0 ? done({ ownerId }) : noSuchVariant();
  });
}
