import type { Party, PostingOutcome, TransactionOrder } from '../../repository/index.ts';
import { UNCLAIMED } from '../internal/credit.ts';
import { type PostingStore, postTransaction } from '../ledger/post-transaction.ts';
import { requirePosted } from './booking.ts';

/** Money for an account, and where it comes from. */
interface Credit extends Omit<TransactionOrder, 'postings' | 'actorId'> {
  readonly from: Party;
  readonly to: Party;
  readonly amount: bigint;
  /** A part of the amount that `from` does not have, and who pays it instead. */
  readonly rest?: { readonly from: Party; readonly amount: bigint };
}

/** Why an account does not receive what is its own. */
const CANNOT_RECEIVE: ReadonlySet<string> = new Set(['NOT_FOUND', 'CLOSED', 'CURRENCY_MISMATCH']);

/** Credits an account; where it is closed or its owner is gone, the money is kept for finance to look at. */
export async function creditAccount(store: PostingStore, credit: Credit, now: Date): Promise<PostingOutcome> {
  const outcome = await postTransaction(store, orderOf(credit, credit.to), now);
  const isUnclaimed = outcome.state === 'REFUSED' && CANNOT_RECEIVE.has(outcome.reason);
  const posted = isUnclaimed ? await postTransaction(store, orderOf(credit, UNCLAIMED), now) : outcome;
  return requirePosted(posted, `a credit of the kind ${credit.kind}`);
}

const orderOf = ({ from, amount, rest, ...order }: Credit, to: Party): TransactionOrder => ({
  ...order,
  actorId: null,
  postings: [
    ...(amount > (rest?.amount ?? 0n) ? [{ party: from, amount: (rest?.amount ?? 0n) - amount }] : []),
    ...(rest === undefined ? [] : [{ party: rest.from, amount: -rest.amount }]),
    { party: to, amount },
  ],
});
