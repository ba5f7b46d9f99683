import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import {
  type InvalidInput,
  type NotFound,
  notFound,
  parseInput,
  text,
} from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { idInput } from '../orders/order-input.ts';

const MAX_PRICE = 10n ** 12n;

const amount = z.bigint().min(0n, 'A price is not negative.').max(MAX_PRICE, 'A price is at most 10,000,000,000.');
const currency = z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.');
const days = z.number().int().min(0, 'A number of days is not negative.').max(365, 'At most 365 days.');

const INPUT = z
  .object({
    optionId: idInput.nullish(),
    name: text('A name', { max: 60, singleLine: true }),
    countries: z
      .array(z.string().regex(/^[A-Z]{2}$/, 'A country is a code of two letters, such as DE.'))
      .max(250, 'At most 250 countries.')
      .nullish(),
    price: z.object({ amount, currency }),
    freeFrom: z.object({ amount, currency }).nullish(),
    minDays: days.nullish(),
    maxDays: days.nullish(),
  })
  .refine(({ price, freeFrom }) => freeFrom == null || freeFrom.currency === price.currency, {
    message: 'Both amounts are in one currency.',
    path: ['freeFrom'],
  })
  .refine(({ minDays, maxDays }) => minDays == null || maxDays == null || minDays <= maxDays, {
    message: 'The most days are not fewer than the least.',
    path: ['maxDays'],
  });

/** Options of one seller. */
export const MAX_OPTIONS = 20;

interface Needs extends Pick<CommerceContext, 'caller' | 'now'> {
  readonly repository: Pick<CommerceStore, 'shippingOptionsOf' | 'storeShippingOption' | 'deleteShippingOption'>;
}

type Saved = Result<
  { readonly optionId: string },
  InvalidInput | NotFound | (RefusalOf<'QuantityLimit'> & { readonly limit: number })
>;

/** Stores how the viewer sends what they sell, or changes it. */
export async function saveShippingOption({ caller, now, repository }: Needs, raw: unknown): Promise<Saved> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const { optionId, name, countries, price, freeFrom, minDays = null, maxDays = null } = parsed.value;
  const options = await repository.shippingOptionsOf([sellerId]);
  const earlier = options.find(({ id }) => id === optionId);
  if (optionId != null && earlier === undefined) return notFound('There is no such option of yours.', 'optionId');
  if (earlier === undefined && options.length >= MAX_OPTIONS)
    return refuse({
      __typename: 'QuantityLimit',
      message: `You can have at most ${MAX_OPTIONS} ways to ship.`,
      path: ['input'],
      limit: MAX_OPTIONS,
    });
  const id = earlier?.id ?? newId('sho', now());
  await repository.storeShippingOption({
    ...{ id, sellerId, name, countries: [...new Set(countries ?? [])], minDays, maxDays },
    ...{ price: price.amount, currency: price.currency, freeFrom: freeFrom?.amount ?? null },
    createdAt: earlier?.createdAt ?? now(),
  });
  return done({ optionId: id });
}

const DELETION = z.object({ optionId: idInput });

/** Deletes an option of the viewer. Orders keep what it was. */
export async function deleteShippingOption(
  { caller, repository }: Needs,
  raw: unknown,
): Promise<Result<{ readonly optionId: string }, InvalidInput | NotFound>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(DELETION, raw);
  if (!parsed.ok) return parsed;
  const { optionId } = parsed.value;
  const isDeleted = await repository.deleteShippingOption(sellerId, optionId);
  return isDeleted ? done({ optionId }) : notFound('There is no such option of yours.', 'optionId');
}
