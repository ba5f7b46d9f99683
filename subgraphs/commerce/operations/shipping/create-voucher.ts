import { z } from 'zod';
import { newId } from '../../../../runtime/operations/ids.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { CommerceContext } from '../../context.ts';
import type { CommerceStore } from '../../repository/index.ts';
import { idInput } from '../orders/order-input.ts';

const MAX_AMOUNT = 10n ** 12n;
const currency = z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.');

const INPUT = z
  .object({
    code: z
      .string()
      .trim()
      .toUpperCase()
      .regex(/^[A-Z0-9-]{3,40}$/, 'A code consists of 3 to 40 letters, digits and hyphens.'),
    percent: z.number().min(0.01, 'At least 0.01 %.').max(100, 'At most 100 %.').nullish(),
    amount: z.object({ amount: z.bigint().min(1n, 'An amount is more than 0.').max(MAX_AMOUNT), currency }).nullish(),
    minimum: z.object({ amount: z.bigint().min(0n).max(MAX_AMOUNT), currency }).nullish(),
    currency: currency.nullish(),
    maxUses: z.number().int().min(1, 'At least one use.').nullish(),
    maxPerBuyer: z.number().int().min(1, 'At least one use.').nullish(),
    startsAt: z.date().nullish(),
    endsAt: z.date().nullish(),
  })
  .refine(({ percent, amount }) => (percent == null) !== (amount == null), {
    message: 'Name either a percentage or an amount.',
    path: ['percent'],
  })
  .refine((input) => input.amount != null || input.currency != null || input.minimum != null, {
    message: 'Name the currency of what it is for.',
    path: ['currency'],
  })
  .refine(({ startsAt, endsAt }) => startsAt == null || endsAt == null || startsAt < endsAt, {
    message: 'It ends after its begin.',
    path: ['endsAt'],
  });

interface Needs extends Pick<CommerceContext, 'caller' | 'now'> {
  readonly repository: Pick<CommerceStore, 'addVoucher' | 'endVoucher'>;
}

const BASIS_POINTS = 100;

/** Grants who knows a code a reduction on what the viewer sells. */
export async function createVoucher(
  { caller, now, repository }: Needs,
  raw: unknown,
): Promise<Result<{ readonly voucherId: string }, InvalidInput | RefusalOf<'VoucherCodeTaken'>>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  const {
    code,
    percent,
    amount,
    minimum,
    maxUses = null,
    maxPerBuyer = null,
    startsAt = null,
    endsAt = null,
  } = parsed.value;
  const id = newId('vou', now());
  const isAdded = await repository.addVoucher({
    ...{ id, sellerId, code, kind: percent == null ? 'AMOUNT' : 'PERCENT', maxUses, maxPerBuyer, startsAt, endsAt },
    basisPoints: percent == null ? 0 : Math.round(percent * BASIS_POINTS),
    amount: amount?.amount ?? 0n,
    currency: amount?.currency ?? minimum?.currency ?? parsed.value.currency ?? '',
    minimum: minimum?.amount ?? 0n,
    createdAt: now(),
  });
  if (isAdded) return done({ voucherId: id });
  return refuse({ __typename: 'VoucherCodeTaken', message: 'This code is taken.', path: ['input', 'code'] });
}

const ENDING = z.object({ voucherId: idInput });

/** Has a voucher of the viewer end now. */
export async function endVoucher(
  { caller, now, repository }: Needs,
  raw: unknown,
): Promise<Result<{ readonly voucherId: string }, InvalidInput | NotFound>> {
  const sellerId = viewerOf(caller);
  const parsed = parseInput(ENDING, raw);
  if (!parsed.ok) return parsed;
  const { voucherId } = parsed.value;
  const isEnded = await repository.endVoucher(sellerId, voucherId, now());
  return isEnded ? done({ voucherId }) : notFound('There is no such voucher of yours.', 'voucherId');
}
