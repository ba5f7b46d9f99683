import { z } from 'zod';
import type { Replayable } from '../../../../runtime/idempotency/once.ts';
import { parseInput } from '../../../../runtime/operations/parse-input.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { SavedMethod } from '../../repository/index.ts';
import { paymentInput } from '../payments/payment-input.ts';
import type { SaveRefusal } from './method-refusals.ts';
import { type SaveNeeds, saveMethod } from './save-method.ts';

const INPUT = z.object({
  token: paymentInput.method.shape.token,
  isDefault: z.boolean().nullish(),
  idempotencyKey: paymentInput.key.nullish(),
});

/** Saves a method that the viewer can pay with. */
export async function attachPaymentMethod(
  needs: SaveNeeds & Pick<PaymentsContext, 'caller'>,
  input: unknown,
): Promise<Replayable<SavedMethod, SaveRefusal>> {
  const ownerId = viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return { ...parsed, isReplay: false };
  const { token, isDefault, idempotencyKey } = parsed.value;
  return saveMethod(needs, {
    ...{ use: 'payment', ownerId, token, currency: null },
    ...{ isDefault: isDefault ?? false, key: idempotencyKey ?? null },
  });
}
