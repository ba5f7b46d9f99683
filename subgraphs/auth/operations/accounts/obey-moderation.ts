import { newId } from '../../../../runtime/operations/ids.ts';
import { type SessionRevoked, userRestored, userSuspended } from '../../events.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SecurityEventKind } from '../../repository/security-events.ts';
import { type EndingStore, endSessions } from '../sessions/end-sessions.ts';

/** Store of the transaction of a reaction. */
export type Store = EndingStore &
  Pick<AuthStore, 'lockAccount' | 'holdSuspension' | 'setSuspension' | 'liftSuspensionOf' | 'recordEvents'>;

/** A decision to suspend a user. */
interface Suspending {
  readonly userId: string;
  readonly caseId: string;
  readonly reason: string;
  /** ISO 8601 in UTC; null when it is permanent. */
  readonly until: string | null;
}

/**
 * Suspends a user as moderators have decided and ends their sessions, in the caller's transaction; returns those that it
 * ended. A suspension that lasts longer stays as it is.
 */
export async function suspendByModeration(store: Store, decision: Suspending, now: Date): Promise<SessionRevoked[]> {
  const { userId, caseId, reason } = decision;
  const until = decision.until === null ? null : new Date(decision.until);
  if (!(await store.lockAccount(userId)) || (until !== null && until <= now)) return [];
  const current = await store.holdSuspension(userId, now);
  if (current !== null && endsLater(current.until, until)) return [];
  await store.setSuspension(userId, { since: now, until, reason, caseId });
  await record(store, userId, 'SUSPENDED', now);
  await store.announce(userSuspended, { userId, until: decision.until, at: now.toISOString() }, now);
  return endSessions(store, { userId, except: null }, now);
}

/** Lifts the suspension of a case, in the caller's transaction. One that an administrator has made since stays. */
export async function restoreByModeration(
  store: Store,
  { userId, caseId }: Pick<Suspending, 'userId' | 'caseId'>,
  now: Date,
): Promise<void> {
  if (!(await store.liftSuspensionOf(userId, caseId))) return;
  await record(store, userId, 'RESTORED', now);
  await store.announce(userRestored, { userId, at: now.toISOString() }, now);
}

/** Whether the first of two ends is not before the second; null is never. */
const endsLater = (one: Date | null, other: Date | null): boolean => one === null || (other !== null && one >= other);

const record = (store: Pick<Store, 'recordEvents'>, userId: string, kind: SecurityEventKind, at: Date) =>
  store.recordEvents([{ id: newId('sev', at), userId, kind, at, sessionId: null, device: null, ip: null }]);
