import { logChange, signalChange } from '../payments/store-change.ts';
import { type AdvanceNeeds, advanceRefund } from './advance-refund.ts';
import { applyRefund } from './apply-refund.ts';

/** Asks the provider how a refund is; its answer wins. One that it was not asked for is taken further. */
export async function reconcileRefund(needs: AdvanceNeeds, refundId: string): Promise<void> {
  const { repository, provider, now, reportError } = needs;
  await advanceRefund(needs, refundId);
  const refund = await repository.findRefund(refundId);
  const payment = refund === null ? null : await repository.findPayment(refund.paymentId);
  if (refund === null || payment?.providerRef == null || provider?.name !== payment.provider) return;
  const { providerRef } = refund;
  const reported = await provider.findRefund({ refundId, providerRef, paymentRef: payment.providerRef });
  if (reported === null) return;
  const outcome = await repository.transaction(async (store) => {
    const locked = await store.lockPayment(payment.id);
    const current = await store.findRefund(refundId);
    if (locked === null || current === null) return 'unchanged';
    const applied = await applyRefund(store, locked, current, reported, now());
    if (applied === 'applied') await logChange(store, locked, now());
    return applied;
  });
  if (outcome === 'applied') await signalChange(needs, payment);
  // Money has moved both ways in the books: a person has to look.
  if (outcome === 'contradiction') reportError(new Error(refundId), 'a refund ended otherwise at the provider');
}
