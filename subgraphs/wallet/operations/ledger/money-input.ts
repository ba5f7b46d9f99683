import { z } from 'zod';
import type { Money } from '../../../../runtime/money/money.ts';
import { MAX_AMOUNT } from './max-amount.ts';

/** The code of a currency. */
export const currencyInput = z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.');

/** An amount that moves. */
export const moneyInput = z.object({
  amount: z
    .bigint()
    .min(1n, 'An amount is more than 0.')
    .max(MAX_AMOUNT, 'An amount is at most 1,000,000,000,000,000.'),
  currency: currencyInput,
});

/** An id as clients send it; says nothing of whether there is such a thing. */
export const idInput = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'An id consists of 1 to 100 printable ASCII characters.');

/** What money is about, in the words of who asks for it. */
export const referenceInput = z.object({
  type: z.string().regex(/^[a-z][a-z-]{0,39}$/, 'A type of reference consists of 1 to 40 characters of a to z and -.'),
  id: z.string().regex(/^[\x20-\x7e]{1,100}$/, 'An id consists of 1 to 100 printable ASCII characters.'),
});

/** An amount as plain JSON, for the hash of an input. */
export const plainMoney = ({ amount, currency }: Money) => ({ amount: amount.toString(), currency });
