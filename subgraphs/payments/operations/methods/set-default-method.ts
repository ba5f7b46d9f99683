import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { PaymentsContext } from '../../context.ts';
import type { SavedMethod } from '../../repository/index.ts';
import { paymentInput } from '../payments/payment-input.ts';

const INPUT = z.object({ paymentMethodId: paymentInput.id });

/** Has one of the viewer's methods proposed first. */
export async function setDefaultMethod(
  { caller, repository }: Pick<PaymentsContext, 'caller' | 'repository'>,
  input: unknown,
): Promise<Result<SavedMethod, InvalidInput | NotFound>> {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const changed = await repository.transaction(async (store) => {
    await store.lockCustomer(ownerId);
    const [method] = await store.ownMethods('payment', ownerId, [parsed.value.paymentMethodId]);
    if (method != null) await store.setDefaultMethod('payment', method);
    return method ?? null;
  });
  if (changed === null) return notFound('This payment method does not exist.', 'paymentMethodId');
  return done({ ...changed, isDefault: true });
}
