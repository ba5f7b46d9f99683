import type { PaymentsContext } from '../../context.ts';
import { reconcileWork, submitPayoutWork } from '../../events.ts';
import { applyPayout } from './apply-payout.ts';

type Needs = Pick<PaymentsContext, 'repository' | 'provider' | 'now' | 'reportError'>;

/** How long a payout may be on its way before the provider is asked, and between two questions: banks take days. */
const CHECK_AFTER_MS = 6 * 60 * 60 * 1_000;
const BATCH_SIZE = 100;

/** Asks the provider how a payout is. One that it has never received is submitted again, under the same key. */
export async function reconcilePayout(needs: Needs, payoutId: string): Promise<void> {
  const { repository, provider, now } = needs;
  const payout = await repository.findPayout(payoutId);
  if (payout === null || provider?.name !== payout.provider) return;
  const reported = await provider.findPayout({ payoutId, providerRef: payout.providerRef });
  const outcome = await repository.transaction(async (store) => {
    const locked = await store.lockPayout(payoutId);
    if (locked === null) return 'unchanged';
    if (reported !== null) return applyPayout(store, locked, reported, now());
    if (locked.state === 'CREATED') await store.enqueueWork(submitPayoutWork, [submissionOf(payoutId)], now());
    return 'unchanged';
  });
  if (outcome === 'contradiction')
    needs.reportError(new Error(`The provider pays ${payoutId}, which has failed here.`), 'a payout needs attention');
}

/** Has the provider asked about payouts whose webhook may never come. Resolves to how many. */
export async function checkPayouts({ repository, provider, now }: Needs): Promise<number> {
  if (provider === null) return 0;
  const at = now();
  const since = new Date(at.getTime() - CHECK_AFTER_MS);
  return repository.transaction(async (store) => {
    const ids = await store.claimUnsettledPayouts(provider.name, since, at, BATCH_SIZE);
    const drafts = ids.map((id) => ({ payload: { kind: 'payout' as const, id } }));
    if (drafts.length > 0) await store.enqueueWork(reconcileWork, drafts, at);
    return ids.length;
  });
}

/** The work that submits a payout, at most once in the queue. */
export const submissionOf = (payoutId: string) => ({ id: `submit-${payoutId}`, payload: { payoutId } });
