import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type Result } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { PaymentsContext } from '../../context.ts';
import { deleteMethodWork } from '../../events.ts';
import type { MethodUse, PaymentsStore, SavedMethod } from '../../repository/index.ts';
import { paymentInput } from '../payments/payment-input.ts';

type Needs = Pick<PaymentsContext, 'caller' | 'repository' | 'signals' | 'now'>;
type Removed = Promise<Result<SavedMethod, InvalidInput | NotFound>>;

/** Removes a method that the viewer pays with, here and at the provider. */
export const detachPaymentMethod = (needs: Needs, input: unknown): Removed =>
  removeMethod(needs, 'payment', 'paymentMethodId', input);

/** Removes a method that payouts to the viewer are sent to, here and at the provider. */
export const removePayoutMethod = (needs: Needs, input: unknown): Removed =>
  removeMethod(needs, 'payout', 'payoutMethodId', input);

async function removeMethod(
  { caller, repository, signals, now }: Needs,
  use: MethodUse,
  name: string,
  input: unknown,
): Removed {
  const ownerId = viewerOf(caller);
  const parsed = parseInput(z.object({ [name]: paymentInput.id }), input);
  if (!parsed.ok) return parsed;
  const removed = await repository.transaction((store) =>
    remove(store, { use, ownerId, id: parsed.value[name] ?? '' }, now()),
  );
  if (removed === null) return notFound('This method does not exist.', name);
  await notifyWork(signals, 'payments');
  return done(removed);
}

async function remove(
  store: PaymentsStore,
  { use, ownerId, id }: { readonly use: MethodUse; readonly ownerId: string; readonly id: string },
  now: Date,
): Promise<SavedMethod | null> {
  await store.lockCustomer(ownerId);
  const removed = await store.removeMethod(use, ownerId, id);
  if (removed === null) return null;
  const { provider, providerRef, isDefault } = removed;
  if (isDefault) await store.setDefaultMethod(use, { ownerId, provider, id: null });
  const customerRef = await store.findCustomerRef(ownerId, provider);
  // The provider is asked after the commit, until it has done it.
  if (customerRef !== null)
    await store.enqueueWork(deleteMethodWork, [{ payload: { use, provider, customerRef, providerRef } }], now);
  return removed;
}
