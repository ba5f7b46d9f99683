import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';
import { MAX_QUANTITY } from './max-quantity.ts';

/** An id as clients send it; says nothing of whether there is such a thing. */
export const idInput = z
  .string()
  .regex(/^[\x21-\x7e]{1,100}$/, 'An id consists of 1 to 100 printable ASCII characters.');

/** What somebody says about a cancellation, a refund or a return. */
export const reasonInput = text('A reason', { max: 500 });

/** Units of lines; each line stands once. */
export const unitsInput = z
  .array(
    z.object({
      lineId: idInput,
      quantity: z.number().int().min(1, 'A quantity is at least 1.').max(MAX_QUANTITY, 'A quantity is at most 999.'),
    }),
  )
  .min(1, 'Name at least one line.')
  .max(100, 'Name at most 100 lines.')
  .refine((units) => new Set(units.map(({ lineId }) => lineId)).size === units.length, 'Name each line once.');
