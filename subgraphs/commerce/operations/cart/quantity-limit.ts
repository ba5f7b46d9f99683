import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';
import { MAX_QUANTITY } from '../orders/max-quantity.ts';

/** Different variants of one cart. */
export const MAX_LINES = 100;

/** Refuses a quantity that no line has, or one variant too many. */
export const quantityLimit = (message: string, limit: number, ...path: string[]) =>
  refuse<RefusalOf<'QuantityLimit'> & { readonly limit: number }>({
    __typename: 'QuantityLimit',
    message,
    path: ['input', ...path],
    limit,
  });

export const tooMany = () =>
  quantityLimit(`You can order at most ${MAX_QUANTITY} of one thing.`, MAX_QUANTITY, 'quantity');
