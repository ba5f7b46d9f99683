import { isDeadlock } from '../../../../runtime/database/database-errors.ts';
import { keyClaimOf } from '../../../../runtime/idempotency/key-claim.ts';
import { isKeyInUse, keyInUse } from '../../../../runtime/idempotency/key-in-use.ts';
import { newId } from '../../../../runtime/operations/ids.ts';
import { done } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';
import { transactionPosted } from '../../events.ts';
import type { WalletStore } from '../../repository/index.ts';
import { announceBalances } from './announce-balances.ts';
import { type LedgerCall, RETENTION_DAYS } from './post-once.ts';

/** The parts of the context that posting in one statement needs. */
export interface PostWithKeyNeeds extends Pick<WalletContext, 'now' | 'streams'> {
  readonly transactions: Pick<WalletContext['transactions'], 'prime'>;
  readonly repository: Pick<WalletContext['repository'], 'insertWithKey'>;
}

/**
 * Posts an order of the viewer in one statement with the key of the call, which is most of what a wallet does: no transaction
 * is kept open over several round trips, and the rows of the accounts are locked for as long as the statement runs. Null when
 * it was not posted, for whatever reason: then `postOnce` finds out why.
 *
 * @throws what `insertWithKey` throws, save where another call with the key is under way.
 */
export async function postWithKey(
  needs: PostWithKeyNeeds,
  call: LedgerCall,
  order: Parameters<WalletStore['insertWithKey']>[0],
) {
  const now = needs.now();
  const event = { id: newId('evt', now), type: transactionPosted.name };
  const context = { transactionId: newId('wtx', now), now, event };
  try {
    const posted = await needs.repository.insertWithKey(order, context, keyClaimOf(call, RETENTION_DAYS, now));
    if (posted === null) return null;
    // The payer's own account is in it, so that they may see it.
    needs.transactions.prime(posted.transaction.id, posted.transaction);
    await announceBalances(needs, posted.accountIds);
    return { ...done({ transactionId: posted.transaction.id }), isReplay: false };
  } catch (error) {
    if (isKeyInUse(error)) return { ...keyInUse, isReplay: false };
    // It locks accounts before the key, and `once` the key before accounts: two calls with one key can wait for each other.
    if (isDeadlock(error)) return null;
    throw error;
  }
}
