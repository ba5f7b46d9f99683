import { contactVerified } from '../../events.ts';
import type { Identifier } from '../../repository/accounts.ts';
import type { AuthStore } from '../../repository/index.ts';

/** Publishes, in the caller's transaction, that a user has proved an address to be theirs; the address itself is not published. */
export const announceVerified = (
  store: Pick<AuthStore, 'announce'>,
  userId: string,
  { kind }: Pick<Identifier, 'kind'>,
  now: Date,
): Promise<void> => store.announce(contactVerified, { userId, kind, at: now.toISOString() }, now);
