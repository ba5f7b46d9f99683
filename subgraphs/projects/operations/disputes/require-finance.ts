import type { Caller } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';

/** The scope of people who decide disputes. */
export const FINANCE = 'finance';

export const isFinance = (caller: Caller): boolean => caller.scopes.includes(FINANCE);

/**
 * The id of a person of finance who calls.
 *
 * @throws a fault `UNAUTHENTICATED` or `FORBIDDEN` for everybody else.
 */
export function requireFinance(caller: Caller): string {
  const viewerId = viewerOf(caller);
  if (!isFinance(caller)) throw fault('FORBIDDEN', 'This requires the scope `finance`.');
  return viewerId;
}
