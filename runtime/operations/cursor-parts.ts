import { z } from 'zod';
import { isId } from './ids.ts';

/** PostgreSQL's `integer`, from 0. */
const MAX_INTEGER = 2 ** 31 - 1;
const MAX_INSTANT = '9999-12-31T23:59:59.999Z';

/**
 * What the parts of a cursor may be. A part becomes a parameter of a statement, and a cursor can be forged: each kind
 * admits only what a column of that kind can hold, so that no database stumbles over the rest.
 */
export const cursorPart = {
  /** Text of at most 200 UTF-16 code units without control characters. */
  text: z
    .string()
    .max(200)
    .refine((part) => part.isWellFormed() && !/\p{Cc}/u.test(part)),
  /** The id of one kind of entity. */
  id: (prefix: string) => z.string().refine((part) => isId(prefix, part)),
  /** A count or sequence in a column of type `integer`. */
  integer: z.int().min(0).max(MAX_INTEGER),
  /** A sequence in a column of type `bigint`. */
  bigint: z.int().min(0),
  /** An instant in milliseconds since 1970, until the end of the year 9999. */
  milliseconds: z.int().min(0).max(Date.parse(MAX_INSTANT)),
  /** An instant as `Date.toISOString` writes it, from 1970 until the end of the year 9999. */
  instant: z.iso.datetime({ precision: 3 }).refine((part) => part >= new Date(0).toISOString() && part <= MAX_INSTANT),
} as const;
