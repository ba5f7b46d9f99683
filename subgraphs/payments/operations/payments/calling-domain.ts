import type { Caller } from '../../../../runtime/executor/caller.ts';
import { fault } from '../../../../runtime/executor/faults.ts';

/** Name of the domain that calls. @throws a fault `FORBIDDEN` for anybody else. */
export function callingDomain({ service }: Caller): string {
  if (service === null) throw fault('FORBIDDEN', 'Not for this caller.');
  return service;
}
