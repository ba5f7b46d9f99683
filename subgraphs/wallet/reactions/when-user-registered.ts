import { on } from '../../../runtime/events/reaction.ts';
import { userRegistered } from '../../auth/events.ts';
import type { WalletContext } from '../context.ts';
import { openAccount } from '../operations/accounts/open-account.ts';
import type { WalletStore } from '../repository/index.ts';

/** Everybody has an account in the first currency. */
export const whenUserRegistered = ({ now, settings }: Pick<WalletContext, 'now' | 'settings'>) =>
  on(
    userRegistered,
    (store: WalletStore, { userId, nickname }) =>
      // Empty for who has deleted their account since.
      nickname === '' ? Promise.resolve() : openAccount(store, userId, settings.currencies[0], now()),
    { snapshot: {} },
  );
