import type { PaymentsContext } from '../../context.ts';
import type { ProviderPayment } from '../../provider/provider-payment.ts';
import type { Payment, PaymentsStore } from '../../repository/index.ts';
import { applyPayment } from './apply-payment.ts';
import { giveCommand } from './run-command.ts';
import { logChange, signalChange, storeChange } from './store-change.ts';

/** What asking the provider takes. */
export type ReconcileNeeds = Pick<PaymentsContext, 'repository' | 'provider' | 'now' | 'streams'>;

/** Asks the provider how a payment is; its answer wins. Nothing happens to payments of a provider that is not configured. */
export async function reconcilePayment(needs: ReconcileNeeds, paymentId: string): Promise<void> {
  const { repository, provider, now } = needs;
  const payment = await repository.findPayment(paymentId);
  if (payment === null || provider?.name !== payment.provider) return;
  const reported = await provider.findPayment({ paymentId, providerRef: payment.providerRef });
  const isChanged = await repository.transaction(async (store) => {
    const locked = await store.lockPayment(paymentId);
    if (locked === null || !(await record(store, locked, reported, now()))) return false;
    await logChange(store, locked, now());
    return true;
  });
  if (isChanged) await signalChange(needs, payment);
}

async function record(
  store: PaymentsStore,
  payment: Payment,
  reported: ProviderPayment | null,
  now: Date,
): Promise<boolean> {
  if (reported === null) {
    // The provider was never asked, or lost it: nothing was charged.
    if (payment.hasPendingCommand || payment.providerRef !== null || payment.state === 'FAILED') return false;
    const failure = {
      code: 'PROVIDER_ERROR',
      message: 'The payment could not be made.',
      declineCode: null,
      isRetryable: true,
    };
    await storeChange(store, payment, { ...payment, state: 'FAILED', failure, expiresAt: null, updatedAt: now });
    return true;
  }
  const outcome = await applyPayment(store, payment, reported, { isAnswer: true, now });
  if (outcome === 'stray') await giveCommand(store, { paymentId: payment.id, kind: 'CANCEL' }, now);
  return outcome === 'applied';
}
