import type { Party, PostingOutcome, TransactionOrder } from '../../repository/index.ts';
import { postTransaction } from '../ledger/post-transaction.ts';
import { type BookingStore, requirePosted } from './booking.ts';
import { LOSSES } from './system-parties.ts';

/** An amount that has left the platform, and whose money it was. */
interface Recovery extends Omit<TransactionOrder, 'postings' | 'actorId'> {
  /** An account of a person or of the platform. */
  readonly accountId: string;
  readonly to: Party;
  readonly amount: bigint;
}

/** Recovers an amount from an account, and what that lacks from the platform's losses. */
export async function recoverAmount(store: BookingStore, order: Recovery, now: Date): Promise<PostingOutcome> {
  const { accountId, to, amount, ...rest } = order;
  const { available, party } = await store.lockAccountBalance(accountId);
  const taken = coveredBy(available, amount);
  const postings = [
    ...(taken > 0n ? [{ party, amount: -taken, evenIfFrozen: true, evenIfClosed: true }] : []),
    ...(taken < amount ? [{ party: LOSSES, amount: taken - amount }] : []),
    { party: to, amount },
  ];
  return requirePosted(
    await postTransaction(store, { ...rest, actorId: null, postings }, now),
    `the recovery of ${amount}`,
  );
}

/** What an account with so much has of an amount. */
export function coveredBy(available: bigint, amount: bigint): bigint {
  if (available >= amount) return amount;
  return available > 0n ? available : 0n;
}
