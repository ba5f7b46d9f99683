import type { IdempotencyRefusal } from '../../../../runtime/idempotency/once.ts';
import type { InvalidInput, NotFound } from '../../../../runtime/operations/parse-input.ts';
import { type RefusalOf, refuse } from '../../../../runtime/operations/result.ts';

/** Why a method is not saved. */
export type SaveRefusal =
  | InvalidInput
  | NotFound
  | RefusalOf<'MethodNotAvailable'>
  | (RefusalOf<'TooManyAttempts'> & { readonly retryAfter: number })
  | (RefusalOf<'TooManyMethods'> & { readonly limit: number })
  | IdempotencyRefusal;

export const tooManyAttempts = (retryAfter: number) =>
  refuse({
    __typename: 'TooManyAttempts',
    message: 'Too many methods were tried. Try again later.',
    path: ['input'],
    retryAfter,
  });

export const tooManyMethods = (limit: number) =>
  refuse({
    __typename: 'TooManyMethods',
    message: `You can save at most ${limit} methods. Remove one first.`,
    path: ['input'],
    limit,
  });
