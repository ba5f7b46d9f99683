import { z } from 'zod';
import { text } from '../../../runtime/operations/input.ts';

/** An id as a client sends it: any text, since an id that does not exist is refused as such. */
export const id = text('An id', { max: 100, singleLine: true });

/** A topic's name. */
export const topic = z
  .string()
  .regex(/^[a-z0-9._:-]{1,80}$/, 'A topic is 1 to 80 of lower case letters, digits, `.`, `-`, `_` and `:`.');

/** A template's name. */
export const templateName = z
  .string()
  .regex(/^[a-z0-9._-]{1,80}$/, 'A name is 1 to 80 of lower case letters, digits, `.`, `-` and `_`.');

/** Values for placeholders; the last of several for the same name counts. */
export const templateValues = z
  .array(
    z.object({
      name: z.string().regex(/^[a-zA-Z][a-zA-Z0-9_]{0,39}$/, 'A name of a placeholder is letters, digits and `_`.'),
      value: text('A value', { min: 0, max: 1_000 }),
    }),
  )
  .max(50, 'At most 50 values.')
  .nullish()
  .transform((values) => Object.fromEntries((values ?? []).map(({ name, value }) => [name, value])));

/** The three texts of a template. */
export const TEMPLATE_TEXT = {
  title: text('A title', { max: 200, singleLine: true }),
  body: text('A body', { max: 4_000 }),
  html: text('Markup', { max: 50_000 }).nullish(),
} as const;
