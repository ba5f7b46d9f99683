import { serviceCaller } from '../../../../runtime/executor/caller.ts';
import type { WalletContext } from '../../context.ts';
import type { WalletStore } from '../../repository/index.ts';
import { openAccount } from './open-account.ts';

interface Needs extends Pick<WalletContext, 'ask' | 'now'> {
  readonly repository: Pick<WalletContext['repository'], 'transaction' | 'personState'>;
}

const PERSON = 'query WalletPerson($id: ID!) { user(id: $id) { id } }';

/**
 * Makes sure that a person has an account in a currency. `GONE`: they have deleted their account; `UNKNOWN`: there is no such
 * person.
 *
 * @throws a fault `UNAVAILABLE` when only auth could say whether there is such a person, and it does not.
 */
export async function ensureAccount(
  { repository, ask, now }: Needs,
  userId: string,
  currency: string,
): Promise<'OPEN' | 'GONE' | 'UNKNOWN'> {
  const state = await repository.personState(userId);
  if (state === 'GONE') return 'GONE';
  if (state === 'UNKNOWN') {
    // The event of their registration may be on its way.
    const { user } = await ask('auth', PERSON, { id: userId }, serviceCaller('wallet'));
    if (user == null) return 'UNKNOWN';
  }
  await repository.transaction((store: WalletStore) => openAccount(store, userId, currency, now()));
  return 'OPEN';
}
