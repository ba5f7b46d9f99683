import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';
import { viewerOf } from './viewer.ts';

/**
 * Whether the caller moderates: decides cases, and sees the files that cases are about. Administrators do what moderators do,
 * or they could decide about a file that they cannot see.
 */
export const isModerator = ({ scopes }: Pick<Caller, 'scopes'>): boolean =>
  scopes.includes('moderator') || scopes.includes('admin');

/** The scope by which a moderator acts, for the audit log. */
export const moderatorScope = ({ scopes }: Pick<Caller, 'scopes'>): string =>
  scopes.includes('moderator') ? 'moderator' : 'admin';

/** The moderator's id. The gateway checks the scopes too; this does not rely on it. @throws a fault `UNAUTHENTICATED` or `FORBIDDEN`. */
export function requireModerator(caller: Caller): string {
  const viewerId = viewerOf(caller);
  if (!isModerator(caller)) throw fault('FORBIDDEN', 'This requires the scope `moderator` or `admin`.');
  return viewerId;
}
