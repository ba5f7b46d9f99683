import type { PostingOutcome, WalletStore } from '../../repository/index.ts';
import type { PostingStore } from '../ledger/post-transaction.ts';

/** What booking what payments says needs of a store that is bound to a transaction. */
export type BookingStore = PostingStore &
  Pick<WalletStore, 'lockAccountBalance' | 'transactionOfEffect' | 'lockHold' | 'noteCapture' | 'releaseHold'>;

/** Accounts of people whose logs are to be announced after the commit. */
export type ChangedAccounts = readonly string[];

/** What is posted, or was before by the same effect. */
type Posted = Exclude<PostingOutcome, { readonly state: 'REFUSED' }>;

/**
 * The outcome of an order that nobody may refuse: the money has moved already where the provider is.
 *
 * @throws when it is refused, so that the event becomes a dead letter that somebody looks at.
 */
export function requirePosted(outcome: PostingOutcome, what: string): Posted {
  if (outcome.state === 'REFUSED') throw new Error(`${what} was refused by the ledger: ${outcome.reason}`);
  return outcome;
}

export const changedBy = (outcome: PostingOutcome): ChangedAccounts =>
  outcome.state === 'POSTED' ? outcome.accountIds : [];
