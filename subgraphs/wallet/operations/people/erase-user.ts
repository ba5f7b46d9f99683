import type { ErasureStep } from '../../../../runtime/erasure/erase-user.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletStore } from '../../repository/index.ts';
import { UNCLAIMED } from '../internal/credit.ts';
import { type PostingStore, postTransaction } from '../ledger/post-transaction.ts';
import { requirePosted } from '../payments/booking.ts';

type Store = PostingStore & Pick<WalletStore, 'lockAccountsOf' | 'disownAccounts' | 'eraseActor'>;

/**
 * Takes a person out of the ledger: their accounts are closed and nobody's, their transactions have no actor and no memo. What an
 * account still has, since money may arrive after the deletion was permitted, is unclaimed. Holds stay for who placed them.
 */
export async function eraseUser(
  { now }: Pick<WalletContext, 'now'>,
  store: Store,
  userId: string,
): Promise<ErasureStep> {
  for (const { id: accountId, currency, available } of await store.lockAccountsOf(userId)) {
    if (available <= 0n) continue;
    const order = {
      ...({ kind: 'MOVE', currency, actorId: null, reference: { type: 'deleted-account', id: accountId } } as const),
      postings: [
        { party: { accountId }, amount: -available, evenIfFrozen: true, evenIfClosed: true },
        { party: UNCLAIMED, amount: available },
      ],
    };
    requirePosted(await postTransaction(store, order, now()), `what is left of ${accountId}`);
  }
  await store.disownAccounts(userId);
  return { isComplete: await store.eraseActor(userId) };
}
