import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';

/** Keyed hash of an address, to find the queued messages for it. */
export const recipientHash = ({ tokenHasher }: Pick<AuthContext, 'tokenHasher'>, { kind, value }: Identifier): string =>
  tokenHasher.hash(value, `recipient:${kind}`);
