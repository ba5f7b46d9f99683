import { newId } from '../../../../runtime/operations/ids.ts';
import { transactionPosted } from '../../events.ts';
import type {
  PostingOutcome,
  RefusedPosting,
  SystemParty,
  TransactionOrder,
  WalletStore,
} from '../../repository/index.ts';

/** What posting needs of a store that is bound to a transaction. */
export type PostingStore = Pick<WalletStore, 'insertTransaction' | 'lockSystemBalance' | 'systemAccountId'>;

/** Accounts that may be negative: the other side of money from outside, and what the platform has lost. */
const MAY_BE_NEGATIVE: ReadonlySet<SystemParty['system']> = new Set(['EXTERNAL', 'LOSSES']);

/**
 * Posts a transaction in the caller's transaction of the database. After the commit the logs of the accounts in the outcome are
 * to be announced (`announceBalances`).
 */
export async function postTransaction(
  store: PostingStore,
  order: TransactionOrder,
  now: Date,
): Promise<PostingOutcome> {
  const uncovered = await findUncovered(store, order);
  if (uncovered !== null) return uncovered;
  return store.insertTransaction(order, {
    transactionId: newId('wtx', now),
    now,
    event: { id: newId('evt', now), type: transactionPosted.name },
  });
}

/** The first posting that takes more from an account of the platform than it has; null when there is none. */
async function findUncovered(
  store: PostingStore,
  { postings, currency }: TransactionOrder,
): Promise<RefusedPosting | null> {
  const debits = postings.flatMap(({ party, amount }, posting) =>
    'system' in party && amount < 0n && !MAY_BE_NEGATIVE.has(party.system)
      ? [{ posting, amount, accountId: store.systemAccountId(party, currency) }]
      : [],
  );
  // In the order of ids, as all who lock them do.
  for (const { posting, amount, accountId } of debits.toSorted((one, other) =>
    one.accountId < other.accountId ? -1 : 1,
  )) {
    const available = await store.lockSystemBalance(accountId);
    if (available + amount < 0n)
      return { state: 'REFUSED', reason: 'INSUFFICIENT', posting, accountId: null, available };
  }
  return null;
}
