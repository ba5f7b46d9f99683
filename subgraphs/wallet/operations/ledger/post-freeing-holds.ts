import { holdExpired } from '../../events.ts';
import type { PostingOutcome, TransactionOrder, WalletStore } from '../../repository/index.ts';
import { type PostingStore, postTransaction } from './post-transaction.ts';

/** Posts a transaction; where an account lacks money that holds reserve whose time has passed, it is freed first. */
export async function postFreeingHolds(
  store: PostingStore & Pick<WalletStore, 'expireHolds'>,
  order: TransactionOrder,
  now: Date,
): Promise<PostingOutcome> {
  const outcome = await postTransaction(store, order, now);
  if (outcome.state !== 'REFUSED' || outcome.reason !== 'INSUFFICIENT' || outcome.accountId === null) return outcome;
  const freed = await store.expireHolds({ accountId: outcome.accountId, now, eventType: holdExpired.name });
  return freed.length === 0 ? outcome : postTransaction(store, order, now);
}
