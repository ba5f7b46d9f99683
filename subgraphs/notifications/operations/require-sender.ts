import type { Caller } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';

/** Whether the caller may see and do what concerns everybody's notifications. */
export const isSender = ({ scopes }: Caller): boolean => scopes.includes('notify') || scopes.includes('admin');

/** Lets only senders pass. The gateway has looked at the scopes; this holds where another one forgets to. @throws a fault `FORBIDDEN`. */
export function requireSender(caller: Caller): void {
  if (!isSender(caller)) throw fault('FORBIDDEN', 'This needs the scope `notify` or `admin`.');
}
