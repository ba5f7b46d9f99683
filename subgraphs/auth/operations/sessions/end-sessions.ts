import type { AuthContext } from '../../context.ts';
import { type SessionRevoked, sessionRevoked } from '../../events.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SessionSelection } from '../../repository/sessions.ts';
import { lastTokenExpiry } from './session-lifetimes.ts';

/** The store functions that end and announce sessions. */
export type EndingStore = Pick<AuthStore, 'revokeSessions' | 'announce'>;

/**
 * Ends the selected sessions and announces each, in the caller's transaction. Pass the result to
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

/** Notifies gateways immediately, so that they close the sockets of ended sessions; the outbox event follows later. */
export async function notifyRevokedSessions(
  { signals }: Pick<AuthContext, 'signals'>,
  events: readonly SessionRevoked[],
): Promise<void> {
  await Promise.all(events.map((event) => signals.notify(sessionRevoked.name, event)));
}
