import type { Money } from '../../../../runtime/money/money.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import type { WalletContext } from '../../context.ts';

/** More than one operation may move, or more than there is. */
export type AmountTooLarge = RefusalOf<'AmountTooLarge'> & { readonly available: Money };

/** The refusal of an amount above what one transfer may move; null for others. */
export function findTransferLimit({ transferLimit }: Pick<WalletContext['settings'], 'transferLimit'>, amount: Money) {
  if (amount.amount <= transferLimit) return null;
  return refuse<AmountTooLarge>({
    __typename: 'AmountTooLarge',
    message: 'This is more than one transfer may move.',
    path: ['input', 'amount'],
    available: { amount: transferLimit, currency: amount.currency },
  });
}
