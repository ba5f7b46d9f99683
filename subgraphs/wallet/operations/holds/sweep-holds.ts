import type { WalletContext } from '../../context.ts';
import { holdExpired } from '../../events.ts';
import type { WalletStore } from '../../repository/index.ts';
import { announceBalances } from '../ledger/announce-balances.ts';

interface Needs extends Pick<WalletContext, 'now' | 'streams'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction'>;
}

/** Ends all holds whose time has passed, in transactions of a few hundred each. */
export async function sweepHolds(needs: Needs, signal: AbortSignal): Promise<void> {
  const { repository, now } = needs;
  while (!signal.aborted) {
    const expiry = { accountId: null, now: now(), eventType: holdExpired.name };
    const accountIds = await repository.transaction((store: WalletStore) => store.expireHolds(expiry));
    if (accountIds.length === 0) return;
    await announceBalances(needs, accountIds);
  }
}
