import type { Money } from '../../../../runtime/money/money.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** A refusal of an amount above what is left. */
export type AmountTooLarge = RefusalOf<'AmountTooLarge'> & { readonly available: Money };

export const amountTooLarge = (message: string, available: Money) =>
  refuse({ __typename: 'AmountTooLarge', message, path: ['input', 'amount'], available });
