import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import { findPayoutMethod, type PayoutMethodRequired } from './find-payout-method.ts';
import { SHOP_FIELDS } from './shop-fields.ts';

const INPUT = z.object({ ...SHOP_FIELDS, payoutMethodId: SHOP_FIELDS.payoutMethodId.nullish() });

/** Why no shop was opened. */
export type OpenShopRefusal = InvalidInput | PayoutMethodRequired | RefusalOf<'ShopExists'>;

type Needs = Pick<CommerceContext, 'ask' | 'caller' | 'now' | 'repository'>;

/** Opens the shop of the viewer, with a payout method that they have saved, and returns its id. */
export async function openShop(context: Needs, raw: unknown): Promise<Result<string, OpenShopRefusal>> {
  const sellerId = viewerOf(context.caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const method = await findPayoutMethod(context, parsed.value.payoutMethodId ?? null);
  if (!method.ok) return method;
  const at = context.now();
  const shop = { ...parsed.value, id: newId('shp', at), sellerId, payoutMethodId: method.value, createdAt: at };
  const isOpened = await context.repository.transaction((store) => store.insertShop(shop));
  if (isOpened) return done(shop.id);
  return refuse({ __typename: 'ShopExists', message: 'You have a shop already.', path: ['input'] });
}
