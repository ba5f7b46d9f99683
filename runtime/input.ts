import { z } from 'zod';
import { holdsControlCharacter } from './is-text.ts';
import { done, type RefusalOf, type Result, refuse } from './result.ts';

/** The refusal of input that breaks a rule of form. */
export type InvalidInput = RefusalOf<'InvalidInput'>;

/** The refusal for what does not exist or must not be known. */
export type NotFound = RefusalOf<'NotFound'>;

/** Parses a mutation's input; the first issue becomes an `InvalidInput` with its path below `input`. */
export function parseInput<Schema extends z.ZodType>(
  schema: Schema,
  input: unknown,
): Result<z.infer<Schema>, InvalidInput> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return done(parsed.data);
  const [issue] = parsed.error.issues;
  return refuse({
    __typename: 'InvalidInput',
    message: issue?.message ?? 'The input is not valid.',
    path: ['input', ...(issue?.path ?? []).map(String)],
  });
}

/** The refusal that says neither that a thing exists nor that it does not. `path` is below `input`. */
export const notFound = (message: string, ...path: string[]) =>
  refuse({ __typename: 'NotFound', message, path: ['input', ...path] });

/**
 * A person's text: NUL and other control characters but tab and line breaks refused, Unicode NFC, trimmed, and between
 * `min` and `max` UTF-16 code units after that. `what` begins the message.
 */
export const text = (what: string, { min = 1, max }: { min?: number; max: number }) =>
  z
    .string()
    .max(max * 4 + 100, `${what} holds ${min} to ${max} characters.`)
    .refine((value) => !holdsControlCharacter(value), `${what} holds a character that is not text.`)
    .refine((value) => value.isWellFormed(), `${what} holds a broken character.`)
    .transform((value) => value.normalize('NFC').trim())
    .refine((value) => value.length >= min && value.length <= max, `${what} holds ${min} to ${max} characters.`);
