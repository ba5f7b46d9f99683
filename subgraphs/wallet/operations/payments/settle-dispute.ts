import type { WalletStore } from '../../repository/index.ts';
import { postTransaction } from '../ledger/post-transaction.ts';
import { type BookingStore, type ChangedAccounts, changedBy, requirePosted } from './booking.ts';
import { creditAccount } from './credit-account.ts';
import type { ClosedDispute, OpenedDispute } from './payment-facts.ts';
import { coveredBy, recoverAmount } from './recover-amount.ts';
import { DISPUTED, LOSSES, outside } from './system-parties.ts';

/** What settling disputes needs of a store that is bound to a transaction. */
export type DisputeStore = BookingStore & Pick<WalletStore, 'depositOfPayment'>;

const openedEffect = (disputeId: string): string => `dispute-opened:${disputeId}`;
const closedEffect = (disputeId: string): string => `dispute-closed:${disputeId}`;

const aboutDispute = ({ disputeId, currency }: OpenedDispute) =>
  ({ kind: 'DISPUTE', currency, reference: { type: 'dispute', id: disputeId } }) as const;

/** Reserves what the depositor still has of a disputed deposit. Disputes of other payments wait for their end. */
export async function openDispute(store: DisputeStore, fact: OpenedDispute, now: Date): Promise<ChangedAccounts> {
  const deposit = await store.depositOfPayment(fact.paymentId);
  if (deposit === null || (await store.transactionOfEffect(closedEffect(fact.disputeId))) !== null) return [];
  const { available, party } = await store.lockAccountBalance(deposit.accountId);
  const amount = coveredBy(available, BigInt(fact.amount));
  if (amount === 0n) return [];
  const outcome = await postTransaction(
    store,
    {
      ...aboutDispute(fact),
      ...{ actorId: null, effectKey: openedEffect(fact.disputeId) },
      postings: [
        { party, amount: -amount, evenIfFrozen: true, evenIfClosed: true },
        { party: DISPUTED, amount },
      ],
    },
    now,
  );
  return changedBy(requirePosted(outcome, `the dispute ${fact.disputeId}`));
}

/** Books how a dispute was decided: won, the depositor has their money again; lost, what was not reserved is a loss. */
export async function closeDispute(store: DisputeStore, fact: ClosedDispute, now: Date): Promise<ChangedAccounts> {
  const opened = await store.transactionOfEffect(openedEffect(fact.disputeId));
  const effect = { ...aboutDispute(fact), effectKey: closedEffect(fact.disputeId) };
  const deposit = await store.depositOfPayment(fact.paymentId);
  if (fact.outcome === 'WON') {
    if (opened === null || deposit === null) return [];
    const { accountId } = deposit;
    return changedBy(
      await creditAccount(store, { ...effect, from: DISPUTED, to: { accountId }, amount: opened.amount }, now),
    );
  }
  const [amount, to] = [BigInt(fact.amount), outside(fact.provider)];
  // Its beginning was never heard of.
  if (opened === null && deposit !== null)
    return changedBy(await recoverAmount(store, { ...effect, accountId: deposit.accountId, to, amount }, now));
  const reserved = coveredBy(opened?.amount ?? 0n, amount);
  const postings = [
    ...(reserved > 0n ? [{ party: DISPUTED, amount: -reserved }] : []),
    ...(reserved < amount ? [{ party: LOSSES, amount: reserved - amount }] : []),
    { party: to, amount },
  ];
  const outcome = await postTransaction(store, { ...effect, actorId: null, postings }, now);
  return changedBy(requirePosted(outcome, `the dispute ${fact.disputeId}`));
}
