import type { WalletContext } from '../../context.ts';
import { BALANCE_LOG } from '../../events.ts';

/** Signals that the logs of these accounts have grown. Call it after the commit. */
export async function announceBalances(
  { streams }: Pick<WalletContext, 'streams'>,
  accountIds: readonly string[],
): Promise<void> {
  await Promise.all(accountIds.map((accountId) => streams.announce(BALANCE_LOG, accountId)));
}
