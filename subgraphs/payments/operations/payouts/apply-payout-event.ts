import { reconcileWork } from '../../events.ts';
import type { ProviderPayout } from '../../provider/provider-objects.ts';
import type { PaymentsStore } from '../../repository/index.ts';
import { applyPayout } from './apply-payout.ts';

/**
 * Applies what a verified webhook says about a payout, in the transaction that records it. False: it is not known yet, and
 * nothing was changed. The provider is asked about what contradicts our state, and about what failed: some have to be asked
 * to return the money.
 */
export async function applyPayoutEvent(
  store: PaymentsStore,
  provider: string,
  reported: ProviderPayout,
  now: Date,
): Promise<boolean> {
  const id = await store.findPayoutId(provider, reported.providerRef, reported.payoutId);
  const payout = id === null ? null : await store.lockPayout(id);
  if (payout === null) return false;
  const outcome = await applyPayout(store, payout, reported, now);
  if (outcome === 'contradiction' || (outcome === 'applied' && reported.state === 'FAILED'))
    await store.enqueueWork(reconcileWork, [{ payload: { kind: 'payout', id: payout.id } }], now);
  return true;
}
