import { z } from 'zod';
import type { Replayable } from '../../../../runtime/idempotency/once.ts';
import { parseInput } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { SavedMethod } from '../../repository/index.ts';
import { paymentInput } from '../payments/payment-input.ts';
import type { SaveRefusal } from './method-refusals.ts';
import { type SaveNeeds, saveMethod } from './save-method.ts';

const INPUT = z.object({
  token: paymentInput.method.shape.token,
  currency: z.string(),
  isDefault: z.boolean().nullish(),
  idempotencyKey: paymentInput.key.nullish(),
});

/** Saves a bank account or card that payouts to the viewer can be sent to. */
export async function createPayoutMethod(
  needs: SaveNeeds & Pick<PaymentsContext, 'caller' | 'settings'>,
  input: unknown,
): Promise<Replayable<SavedMethod, SaveRefusal | RefusalOf<'CurrencyNotSupported'>>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { token, currency, isDefault, idempotencyKey } = parsed.value;
  if (!needs.settings.currencies.includes(currency)) return { ...currencyNotSupported, isReplay: false };
  return saveMethod(needs, {
    ...{ use: 'payout', ownerId, token, currency },
    ...{ isDefault: isDefault ?? false, key: idempotencyKey ?? null },
  });
}

const currencyNotSupported = refuse<RefusalOf<'CurrencyNotSupported'>>({
  __typename: 'CurrencyNotSupported',
  message: 'Payouts cannot be made in this currency.',
  path: ['input', 'currency'],
});
