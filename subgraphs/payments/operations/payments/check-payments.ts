import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { PaymentsContext } from '../../context.ts';
import { reconcileWork } from '../../events.ts';
import { giveCommand } from './run-command.ts';
import { logChange, signalChange, storeChange } from './store-change.ts';

/** What checking payments takes. */
export interface CheckNeeds extends Pick<PaymentsContext, 'repository' | 'now' | 'signals'> {
  readonly streams: Pick<PaymentsContext['streams'], 'announce'>;
}

/** How long a payment waits for a webhook before the provider is asked: one may never come. */
export const MAX_SILENCE_MS = 10 * 60 * 1_000;
const BATCH_SIZE = 200;

/** Has the provider asked about everything that has waited for it for 10 minutes. */
export async function checkUnsettled({ repository, now, signals }: CheckNeeds): Promise<void> {
  const at = now();
  const since = new Date(at.getTime() - MAX_SILENCE_MS);
  const count = await repository.transaction(async (store) => {
    const payments = await store.claimUnsettledPayments(since, at, BATCH_SIZE);
    const refunds = await store.claimUnsettledRefunds(since, at, BATCH_SIZE);
    const items = [
      ...payments.map((id) => ({ kind: 'payment' as const, id })),
      ...refunds.map((id) => ({ kind: 'refund' as const, id })),
    ].map((payload) => ({ id: `check_${payload.id}`, payload }));
    if (items.length > 0) await store.enqueueWork(reconcileWork, items, at);
    return items.length;
  });
  if (count > 0) await notifyWork(signals, 'payments');
}

/** Ends payments that nobody has completed in time, and authorizations that nobody has captured. */
export async function expirePayments(needs: CheckNeeds): Promise<void> {
  const { repository, now } = needs;
  for (const id of await repository.findExpiredPayments(now(), BATCH_SIZE)) {
    const payment = await repository.transaction(async (store) => {
      const locked = await store.lockPayment(id);
      if (locked?.expiresAt == null || locked.expiresAt > now() || locked.hasPendingCommand) return null;
      if (locked.captured > 0n) {
        // The rest of the authorization lapses by itself: what was captured is all that ever will be.
        const after = { ...locked, state: 'SUCCEEDED', expiresAt: null, updatedAt: now() } as const;
        await storeChange(store, locked, after);
        await logChange(store, locked, now());
        return locked;
      }
      // The provider has to end it first, so that it cannot succeed afterwards.
      await giveCommand(store, { paymentId: id, kind: 'EXPIRE' }, now());
      await logChange(store, locked, now());
      return locked;
    });
    if (payment !== null) await signalChange(needs, payment);
  }
}
