import { newId } from '../../../../runtime/operations/ids.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SecurityEventKind } from '../../repository/security-events.ts';

export type RecordNeeds = Pick<AuthContext, 'caller' | 'client' | 'now'>;

/** Records a security event and the client that caused it, in the caller's transaction. */
export function recordEvent(
  { caller, client, now }: RecordNeeds,
  store: Pick<AuthStore, 'recordEvents'>,
  userId: string,
  kind: SecurityEventKind,
): Promise<void> {
  const at = now();
  // An administrator's session, device and address are not recorded in another user's events.
  const own = caller.viewerId === null || caller.viewerId === userId;
  const from = own ? { sessionId: caller.sessionId, ...client } : { sessionId: null, device: null, ip: null };
  return store.recordEvents([{ id: newId('sev', at), userId, kind, at, ...from }]);
}
