import type { Caller } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';

/** Whether the caller sees every file, and may act on it. */
export const isModerator = ({ scopes }: Pick<Caller, 'scopes'>): boolean => scopes.includes('moderator');

/** @throws a fault `UNAUTHENTICATED` or `FORBIDDEN`, even though the gateway checks too. */
export function requireModerator(caller: Caller): void {
  viewerOf(caller);
  if (!isModerator(caller)) throw fault('FORBIDDEN', 'Only moderators can do this.');
}
