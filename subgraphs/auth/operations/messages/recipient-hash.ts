import type { AuthContext } from '../../context.ts';
import type { Identifier } from '../../repository/accounts.ts';

/** How a queued message is found by the address it goes to. */
export const recipientHash = (
  { proofSecrets }: Pick<AuthContext, 'proofSecrets'>,
  { kind, value }: Identifier,
): string => proofSecrets.hash(value, `recipient:${kind}`);
