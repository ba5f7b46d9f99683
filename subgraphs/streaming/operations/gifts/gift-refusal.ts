import type { Money } from '../../../../runtime/money/money.ts';
import type { RefusalOf } from '../../../../runtime/operations/result.ts';
import type { StreamGift } from '../../repository/gifts.ts';

/** The sender's account does not have enough. */
export type InsufficientFunds = RefusalOf<'InsufficientFunds'> & { readonly available: Money };

/** Why a gift was not paid, in words for its sender; null for one that is paid or may still be. */
export function giftRefusalOf({
  state,
  failureCode,
  available,
  currency,
}: Pick<StreamGift, 'state' | 'failureCode' | 'available' | 'currency'>):
  | InsufficientFunds
  | RefusalOf<'NotPermitted'>
  | null {
  if (state !== 'FAILED') return null;
  // Who has no account in the currency has nothing in it.
  if (failureCode === 'INSUFFICIENT_FUNDS' || failureCode === 'NOT_FOUND')
    return {
      __typename: 'InsufficientFunds',
      message: 'There is not enough money in your wallet for this gift.',
      path: ['input', 'giftId'],
      available: { amount: available ?? 0n, currency },
    };
  return { __typename: 'NotPermitted', message: 'Your wallet cannot pay at the moment.', path: ['input', 'giftId'] };
}
