import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';

/** How a queued message is found by the address it goes to. */
export const recipientHash = ({ tokenHasher }: Pick<AuthContext, 'tokenHasher'>, { kind, value }: Identifier): string =>
  tokenHasher.hash(value, `recipient:${kind}`);
