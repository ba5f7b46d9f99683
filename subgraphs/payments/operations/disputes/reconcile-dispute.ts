import type { ReconcileNeeds } from '../payments/reconcile.ts';
import { logChange, signalChange } from '../payments/store-change.ts';
import { applyDispute } from './apply-dispute.ts';

/** Asks the provider how a dispute is, and applies its answer. */
export async function reconcileDispute(needs: ReconcileNeeds, disputeId: string): Promise<void> {
  const { repository, provider, now } = needs;
  const [dispute] = await repository.disputes([disputeId]);
  const payment = dispute == null ? null : await repository.findPayment(dispute.paymentId);
  if (dispute == null || payment === null || provider?.name !== payment.provider) return;
  const reported = await provider.findDispute(dispute.providerRef);
  if (reported === null) return;
  const isChanged = await repository.transaction(async (store) => {
    const locked = await store.lockPayment(payment.id);
    if (locked === null || (await applyDispute(store, locked, reported, now())) !== 'applied') return false;
    await logChange(store, locked, now());
    return true;
  });
  if (isChanged) await signalChange(needs, payment);
}
