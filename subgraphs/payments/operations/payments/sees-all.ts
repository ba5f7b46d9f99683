import type { Caller } from '../../../../runtime/executor/caller.ts';

/** The scope of who works with everybody's money. */
export const FINANCE = 'finance';

/** Whether the caller sees everybody's payments: with the scope `finance`, and domains. */
export const seesAll = ({ scopes, service }: Caller): boolean =>
  scopes.includes(FINANCE) || (service !== null && service !== 'gateway');
