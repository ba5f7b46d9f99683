import type { AuthContext } from '../../context.ts';
import { type SessionRevoked, sessionRevoked } from '../../events.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SessionSelection } from '../../repository/sessions.ts';
import { lastTokenExpiry } from './session-lifetimes.ts';

/** What ending sessions needs of the store. */
export type EndingStore = Pick<AuthStore, 'revokeSessions' | 'announce'>;

/**
 * Ends the chosen sessions and announces each, in the caller's transaction. The answer is to be given to
 * `ringRevoked` after the commit. One that has ended already is neither ended nor announced again.
 */
export async function endSessions(
  store: EndingStore,
  selection: SessionSelection,
  now: Date,
): Promise<SessionRevoked[]> {
  const ended = await store.revokeSessions(selection, now);
  const expiresAt = lastTokenExpiry(now).toISOString();
  const events = ended.map(({ id, userId }) => ({ sessionId: id, userId, expiresAt }));
  for (const event of events) await store.announce(sessionRevoked, event, now);
  return events;
}

/** Lets gateways close the sockets of ended sessions at once; the outbox tells them too, only later. */
export async function notifyRevokedSessions(
  { signals }: Pick<AuthContext, 'signals'>,
  events: readonly SessionRevoked[],
): Promise<void> {
  await Promise.all(events.map((event) => signals.notify(sessionRevoked.name, event)));
}
