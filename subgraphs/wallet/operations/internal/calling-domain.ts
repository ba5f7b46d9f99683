import type { Caller } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';

/**
 * The domain that calls; its keys and its holds are its own.
 *
 * @throws a fault `FORBIDDEN` when a person calls. The contract names the domains that may.
 */
export function callingDomain({ service }: Caller): string {
  if (service === null) throw fault('FORBIDDEN', 'Only domains may call this.');
  return service;
}
