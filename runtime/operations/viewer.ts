import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';

/** The signed-in person's id. @throws a fault `UNAUTHENTICATED` for a visitor or a service. */
export function viewerOf(caller: Caller): string {
  if (caller.viewerId === null) throw fault('UNAUTHENTICATED', 'Sign in first.');
  return caller.viewerId;
}
