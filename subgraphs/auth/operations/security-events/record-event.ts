import { newId } from '../../../../runtime/operations/ids.ts';
import type { AuthContext } from '../../context.ts';
import type { AuthStore } from '../../repository/index.ts';
import type { SecurityEventKind } from '../../repository/security-events.ts';

/** The part of the context that recording needs. */
export type RecordNeeds = Pick<AuthContext, 'caller' | 'client' | 'now'>;

/** Records in the caller's transaction what happened to a person's account, and from where it was done. */
export function recordEvent(
  { caller, client, now }: RecordNeeds,
  store: Pick<AuthStore, 'recordEvents'>,
  userId: string,
  kind: SecurityEventKind,
): Promise<void> {
  const at = now();
  // What somebody else does to a person is not done from the person's own session, device or address.
  const own = caller.viewerId === null || caller.viewerId === userId;
  const from = own ? { sessionId: caller.sessionId, ...client } : { sessionId: null, device: null, ip: null };
  return store.recordEvents([{ id: newId('sev', at), userId, kind, at, ...from }]);
}
