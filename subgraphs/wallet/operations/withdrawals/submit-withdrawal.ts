import { capture } from '../holds/capture.ts';
import { release } from '../holds/release-hold.ts';
import { type ChangedAccounts, changedBy, requirePosted } from '../payments/booking.ts';
import { CLEARING } from '../payments/system-parties.ts';
import type { WithdrawalStore } from './settle-withdrawal.ts';

/**
 * Takes the money of a withdrawal from its account: from now on it cannot be cancelled. Null when it was cancelled, or its account is
 * frozen meanwhile; then it fails, and its money is available again.
 */
export async function submitWithdrawal(
  store: WithdrawalStore,
  withdrawalId: string,
  now: Date,
): Promise<ChangedAccounts | null> {
  const withdrawal = await store.lockWithdrawal(withdrawalId);
  if (withdrawal?.state !== 'REQUESTED') return null;
  const hold = await store.lockHold(withdrawal.holdId);
  if (hold?.state !== 'LIVE') throw new Error(`The hold of ${withdrawalId} is not live.`);
  const outcome = await capture(
    store,
    {
      ...{ hold, amount: withdrawal.amount, isFinal: true, to: CLEARING },
      order: { kind: 'WITHDRAWAL', actorId: withdrawal.ownerId, effectKey: `withdrawal-submitted:${withdrawalId}` },
    },
    now,
  );
  if (outcome.state === 'REFUSED' && outcome.reason === 'FROZEN') {
    await release(store, hold, now);
    await store.updateWithdrawal(withdrawalId, { state: 'FAILED', failureCode: 'ACCOUNT_FROZEN' }, now);
    return null;
  }
  requirePosted(outcome, `the withdrawal ${withdrawalId}`);
  await store.updateWithdrawal(withdrawalId, { state: 'SUBMITTED' }, now);
  return changedBy(outcome);
}
