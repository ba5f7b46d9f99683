import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletAccount } from '../../repository/index.ts';
import { ensureAccount } from './ensure-account.ts';

interface Needs extends Pick<WalletContext, 'caller' | 'ask' | 'now' | 'settings'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState' | 'accountsOf'>;
}

/** The viewer's accounts. The one that everybody has is opened where the event of the registration has not arrived yet. */
export async function ownAccounts(context: Needs): Promise<readonly WalletAccount[]> {
  const viewerId = viewerOf(context.caller);
  const { repository, settings } = context;
  const accounts = await repository.accountsOf([viewerId]);
  if (accounts.length > 0) return accounts;
  await ensureAccount(context, viewerId, settings.currencies[0]);
  return repository.accountsOf([viewerId]);
}
