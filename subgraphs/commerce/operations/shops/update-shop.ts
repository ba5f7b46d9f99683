import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { findPayoutMethod, type PayoutMethodRequired } from './find-payout-method.ts';
import { SHOP_FIELDS } from './shop-fields.ts';

const INPUT = z.object({
  name: SHOP_FIELDS.name.nullish(),
  description: SHOP_FIELDS.description.nullish(),
  returnPolicy: SHOP_FIELDS.returnPolicy.nullish(),
  shippingPolicy: SHOP_FIELDS.shippingPolicy.nullish(),
  isOpen: z.boolean().nullish(),
  payoutMethodId: SHOP_FIELDS.payoutMethodId.nullish(),
});

/** Why a shop was not changed. */
export type UpdateShopRefusal = InvalidInput | NotFound | PayoutMethodRequired;

type Needs = Pick<CommerceContext, 'ask' | 'caller' | 'now' | 'repository'>;

/** Changes the shop of the viewer, and returns its id; what is absent stays. */
export async function updateShop(context: Needs, raw: unknown): Promise<Result<string, UpdateShopRefusal>> {
  const sellerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const input = parsed.value;
  const method = input.payoutMethodId == null ? null : await findPayoutMethod(context, input.payoutMethodId);
  if (method !== null && !method.ok) return method;
  return context.repository.transaction(async (store): Promise<Result<string, NotFound>> => {
    const shop = await store.lockShop(sellerId);
    if (shop === null) return notFound('You have no shop yet.');
    await store.editShop({
      id: shop.id,
      name: input.name ?? shop.name,
      description: input.description ?? shop.description,
      returnPolicy: input.returnPolicy ?? shop.returnPolicy,
      shippingPolicy: input.shippingPolicy ?? shop.shippingPolicy,
      isOpen: input.isOpen ?? shop.isOpen,
      payoutMethodId: method?.value ?? shop.payoutMethodId,
      updatedAt: context.now(),
    });
    return done(shop.id);
  });
}
