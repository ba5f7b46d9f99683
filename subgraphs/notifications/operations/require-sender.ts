import type { Caller } from '../../../runtime/executor/caller.ts';
import { fault } from '../../../runtime/executor/faults.ts';

/** Whether the caller may manage notifications of all users. */
export const isSender = ({ scopes }: Caller): boolean => scopes.includes('notify') || scopes.includes('admin');

/** The scope by which a sender acts, for the audit log. */
export const senderScope = ({ scopes }: Caller): string => (scopes.includes('notify') ? 'notify' : 'admin');

/** Requires a sender. The gateway checks the scopes too; this does not rely on it. @throws a fault `FORBIDDEN`. */
export function requireSender(caller: Caller): void {
  if (!isSender(caller)) throw fault('FORBIDDEN', 'This requires the scope `notify` or `admin`.');
}
