import type { Money } from '../../../../runtime/money/money.ts';
import type { NotFound } from '../../../../runtime/operations/parse-input.ts';
import type { RefusalOf } from '../../../../runtime/operations/result.ts';

/** The account does not have enough. */
type InsufficientFunds = RefusalOf<'InsufficientFunds'> & { readonly available: Money };

/** More would leave the account than may on one day. */
type LimitReached = RefusalOf<'LimitReached'> & { readonly limit: Money; readonly resetsAt: Date };

/** Why an order is not posted. */
export type LedgerRefusal =
  | NotFound
  | InsufficientFunds
  | LimitReached
  | RefusalOf<'CurrencyMismatch'>
  | RefusalOf<'SelfTransfer'>
  | RefusalOf<'AccountClosed'>
  | RefusalOf<'AccountFrozen'>;
