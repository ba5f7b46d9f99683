import { accountOpened } from '../../events.ts';
import type { WalletStore } from '../../repository/index.ts';

/** What opening an account needs of a store that is bound to a transaction. */
export type OpeningStore = Pick<WalletStore, 'openAccount' | 'announce'>;

/** Opens a person's account in a currency unless they have one, and publishes it. */
export async function openAccount(store: OpeningStore, userId: string, currency: string, now: Date): Promise<void> {
  const accountId = await store.openAccount(userId, currency, now);
  if (accountId !== null)
    await store.announce(accountOpened, { accountId, userId, currency, at: now.toISOString() }, now);
}
