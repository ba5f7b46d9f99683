import type { WalletStore, Withdrawal } from '../../repository/index.ts';
import { postTransaction } from '../ledger/post-transaction.ts';
import { type BookingStore, type ChangedAccounts, changedBy, requirePosted } from '../payments/booking.ts';
import { creditAccount } from '../payments/credit-account.ts';
import { CLEARING, outside } from '../payments/system-parties.ts';

/** The kind of reference that payments knows a withdrawal by, and that its hold has. */
export const WITHDRAWAL_REFERENCE = 'withdrawal';

/** What settling withdrawals needs of a store that is bound to a transaction. */
export type WithdrawalStore = BookingStore & Pick<WalletStore, 'lockWithdrawal' | 'updateWithdrawal'>;

export const aboutWithdrawal = ({ id, currency }: Pick<Withdrawal, 'id' | 'currency'>) =>
  ({ kind: 'WITHDRAWAL', currency, reference: { type: WITHDRAWAL_REFERENCE, id } }) as const;

/** Books that the provider has paid a withdrawal out; one that is paid, failed or cancelled stays so. */
export async function notePaid(
  store: WithdrawalStore,
  withdrawalId: string,
  { payoutId, provider }: { readonly payoutId: string; readonly provider: string },
  now: Date,
): Promise<ChangedAccounts> {
  const withdrawal = await store.lockWithdrawal(withdrawalId);
  if (withdrawal?.state !== 'SUBMITTED') return [];
  const { amount } = withdrawal;
  const outcome = await postTransaction(
    store,
    {
      ...aboutWithdrawal(withdrawal),
      ...{ actorId: null, effectKey: `payout-paid:${withdrawalId}` },
      postings: [
        { party: CLEARING, amount: -amount },
        { party: outside(provider), amount },
      ],
    },
    now,
  );
  requirePosted(outcome, `the withdrawal ${withdrawalId}`);
  await store.updateWithdrawal(withdrawalId, { state: 'PAID', payoutId }, now);
  return [];
}

/** Books that the money of a withdrawal did not reach its owner: it is in their account again, also when it was paid before. */
export async function noteFailed(
  store: WithdrawalStore,
  withdrawalId: string,
  {
    payoutId,
    provider,
    failureCode,
  }: {
    readonly payoutId: string | null;
    readonly provider: string;
    readonly failureCode: string;
  },
  now: Date,
): Promise<ChangedAccounts> {
  const withdrawal = await store.lockWithdrawal(withdrawalId);
  if (withdrawal?.state !== 'SUBMITTED' && withdrawal?.state !== 'PAID') return [];
  const from = withdrawal.state === 'PAID' ? outside(provider) : CLEARING;
  const { accountId, amount } = withdrawal;
  const outcome = await creditAccount(
    store,
    { ...aboutWithdrawal(withdrawal), effectKey: `payout-failed:${withdrawalId}`, from, to: { accountId }, amount },
    now,
  );
  await store.updateWithdrawal(withdrawalId, { state: 'FAILED', payoutId, failureCode }, now);
  return changedBy(outcome);
}
