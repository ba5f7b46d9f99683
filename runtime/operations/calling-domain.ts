import type { Caller } from '../executor/caller.ts';
import { fault } from '../executor/faults.ts';

/**
 * Name of the domain that calls; its keys and its things are its own.
 *
 * @throws a fault `FORBIDDEN` when a person calls. The contract names the domains that may.
 */
export function callingDomain({ service }: Caller): string {
  if (service === null) throw fault('FORBIDDEN', 'Not for this caller.');
  return service;
}
