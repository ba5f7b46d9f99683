import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';

/** The signed-in person's id. @throws a fault `UNAUTHENTICATED` for a visitor or a service. */
export function viewerOf(caller: Caller): string {
  if (caller.viewerId === null) throw fault('UNAUTHENTICATED', 'Sign in first.');
  return caller.viewerId;
}

/** Lets only the named services pass. @throws a fault `FORBIDDEN` for anyone else. */
export function requireService(caller: Caller, ...services: readonly string[]): void {
  if (caller.service === null || !services.includes(caller.service)) throw fault('FORBIDDEN', 'Not for this caller.');
}
