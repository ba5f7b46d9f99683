import { notFound } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { RefusedPosting } from '../../repository/index.ts';
import type { LedgerRefusal } from './ledger-refusal.ts';

/** Where and how a client named the parts of an order. */
interface OrderDescription {
  readonly currency: string;
  /** Where the input names the account of each posting, below `input`. */
  readonly paths: readonly (readonly string[])[];
  /** Of each posting, when its account does not exist. */
  readonly missing: readonly string[];
  /** The limit of the postings that have one. */
  readonly dailyLimit?: bigint;
  readonly now: Date;
}

/** The end of the day in UTC. */
export const endOfDay = (now: Date): Date =>
  new Date(Date.UTC(now.getUTCFullYear(), now.getUTCMonth(), now.getUTCDate() + 1));

/** The refusal of an amount in another currency than the account. */
export const currencyMismatch = (currency: string, ...names: readonly string[]) =>
  refuse<RefusalOf<'CurrencyMismatch'>>({
    __typename: 'CurrencyMismatch',
    message: `The account is not in ${currency}.`,
    path: ['input', ...names],
  });

/** The names of refusals of an order. */
type RefusalName = LedgerRefusal['__typename'];

/**
 * The refusal that a client can act on; `possible` are those of the operation.
 *
 * @throws an `Error` for another one: the operation has not prevented it.
 */
export function refusePosting<const Name extends RefusalName>(
  refused: RefusedPosting,
  order: OrderDescription,
  possible: readonly Name[],
) {
  const refusal = refusalOf(refused, order);
  if (!isOneOf(refusal, possible)) throw new Error(`A transaction was refused unexpectedly: ${refused.reason}.`);
  return refuse(refusal);
}

const isOneOf = <Name extends RefusalName>(
  refusal: LedgerRefusal,
  names: readonly Name[],
): refusal is Extract<LedgerRefusal, RefusalOf<Name>> => names.some((name) => name === refusal.__typename);

function refusalOf({ reason, posting, available }: RefusedPosting, order: OrderDescription): LedgerRefusal {
  const { currency, paths, missing, dailyLimit = 0n, now } = order;
  const names = paths[posting] ?? [];
  const path = ['input', ...names];
  const amountPath = ['input', 'amount'];
  switch (reason) {
    case 'NOT_FOUND':
      return notFound(missing[posting] ?? 'There is no such account.', ...names).refusal;
    case 'SAME_ACCOUNT':
      return { __typename: 'SelfTransfer', message: 'Payer and payee are the same.', path };
    case 'CURRENCY_MISMATCH':
      return currencyMismatch(currency, ...names).refusal;
    case 'CLOSED':
      return { __typename: 'AccountClosed', message: 'The account is closed.', path };
    case 'FROZEN':
      return { __typename: 'AccountFrozen', message: 'The account is frozen.', path };
    case 'INSUFFICIENT':
      return {
        __typename: 'InsufficientFunds',
        message: 'The account does not have enough money.',
        path: amountPath,
        available: { amount: available, currency },
      };
    case 'LIMIT_REACHED':
      return {
        __typename: 'LimitReached',
        message: 'More than the daily limit would leave the account.',
        path: amountPath,
        limit: { amount: dailyLimit, currency },
        resetsAt: endOfDay(now),
      };
  }
}
