import { z } from 'zod';
import { text } from '../../../runtime/operations/parse-input.ts';

/** An id in any format: an unknown id is refused as not found. */
export const id = text('An id', { max: 100, singleLine: true });

/** Input rule for the name of a topic. */
export const topic = z
  .string()
  .regex(/^[a-z0-9._:-]{1,80}$/, 'A topic consists of 1 to 80 lower-case letters, digits, `.`, `-`, `_` and `:`.');

/** Input rule for the name of a template. */
export const templateName = z
  .string()
  .regex(/^[a-z0-9._-]{1,80}$/, 'A template name consists of 1 to 80 lower-case letters, digits, `.`, `-` and `_`.');

/** Input rule for placeholder values; the last value wins for the same name. */
export const templateValues = z
  .array(
    z.object({
      name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/, 'A placeholder name consists of letters, digits and `_`.'),
      value: text('A value', { min: 0, max: 1_000 }),
    }),
  )
  .max(50, 'Enter at most 50 values.')
  .nullish()
  .transform((values) => Object.fromEntries((values ?? []).map(({ name, value }) => [name, value])));

/** Input rules for the texts of a template. */
export const TEMPLATE_TEXT = {
  title: text('A title', { max: 200, singleLine: true }),
  body: text('A body', { max: 4_000 }),
  html: text('Markup', { max: 50_000 }).nullish(),
} as const;
