import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';

/** Most files with one submission or statement. */
const MAX_FILES = 10;

/** What inputs that are about contracts have in common. */
export const contractInput = {
  id: z.string().regex(/^[\x21-\x7e]{1,100}$/, 'An id consists of 1 to 100 printable ASCII characters.'),
  title: text('A title', { max: 200, singleLine: true }),
  note: (what: string) => text(what, { max: 5_000 }),
  fileIds: z
    .array(z.string().max(100))
    .max(MAX_FILES, `At most ${MAX_FILES} files.`)
    .refine((ids) => new Set(ids).size === ids.length, 'A file is named once.')
    .nullish()
    .transform((ids) => ids ?? []),
  /** More than 0 and no more than the wallet moves at a time. */
  money: z.object({
    amount: z
      .bigint()
      .min(1n, 'An amount is more than 0.')
      .max(10n ** 15n, 'An amount is at most 1,000,000,000,000,000.'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.'),
  }),
  /** As `money`, or nothing at all. */
  share: z.object({
    amount: z
      .bigint()
      .min(0n, 'A share is not negative.')
      .max(10n ** 15n, 'An amount is at most 1,000,000,000,000,000.'),
    currency: z.string().regex(/^[A-Z]{3}$/, 'A currency is a code of three letters, such as EUR.'),
  }),
};
