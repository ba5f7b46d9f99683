import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import type { Deposit } from '../../repository/index.ts';

/** What a depositor can change, by the code under which the refusal of payments is kept. */
const REFUSALS: Readonly<Record<string, InvalidInput | NotFound>> = {
  NOT_FOUND: {
    __typename: 'NotFound',
    message: 'There is no such payment method of yours.',
    path: ['input', 'paymentMethodId'],
  },
  METHOD_NOT_AVAILABLE: {
    __typename: 'InvalidInput',
    message: 'This payment method cannot be used.',
    path: ['input', 'paymentMethodId'],
  },
  AMOUNT_OUT_OF_RANGE: {
    __typename: 'InvalidInput',
    message: 'An amount like this cannot be paid in.',
    path: ['input', 'amount'],
  },
  CURRENCY_NOT_SUPPORTED: {
    __typename: 'InvalidInput',
    message: 'This currency cannot be paid in.',
    path: ['input', 'amount', 'currency'],
  },
};

/** Why payments has not created a payment for a deposit, where its owner can do something about it; null otherwise. */
export function paymentRefusalOf(
  deposit: Pick<Deposit, 'paymentId' | 'failureCode'> | null,
): InvalidInput | NotFound | null {
  if (deposit === null || deposit.paymentId !== null || deposit.failureCode === null) return null;
  return REFUSALS[deposit.failureCode] ?? null;
}
