import { notFound } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** Refusals of what is put into a cart. */
export type CartRefusal =
  | RefusalOf<'NotFound' | 'OwnProduct' | 'CurrencyMismatch'>
  | (RefusalOf<'OutOfStock'> & { readonly available: number })
  | (RefusalOf<'QuantityLimit'> & { readonly limit: number });

export const noSuchVariant = () => notFound('This product is not on sale.', 'variantId');

export const ownProduct = () =>
  refuse<RefusalOf<'OwnProduct'>>({
    __typename: 'OwnProduct',
    message: 'You cannot buy what you sell yourself.',
    path: ['input', 'variantId'],
  });

export const currencyMismatch = (currency: string) =>
  refuse<RefusalOf<'CurrencyMismatch'>>({
    __typename: 'CurrencyMismatch',
    message: `Everything in your cart is priced in ${currency}. Order that first.`,
    path: ['input', 'variantId'],
  });
