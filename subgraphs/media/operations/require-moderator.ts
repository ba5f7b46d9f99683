import type { Caller } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';

/** @throws a fault `UNAUTHENTICATED` or `FORBIDDEN`, even though the gateway checks too. */
export function requireModerator(caller: Caller): void {
  viewerOf(caller);
  if (!caller.scopes.includes('moderator')) throw fault('FORBIDDEN', 'Only moderators can do this.');
}
