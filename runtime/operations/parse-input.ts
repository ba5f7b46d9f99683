import { z } from 'zod';
import { balanceDirections } from '../text/direction.ts';
import { holdsControlCharacter } from '../text/is-text.ts';
import { codePointLength, hasInvisiblePart, hasPiledMarks, isVisible } from '../text/visible-text.ts';
import { done, type RefusalOf, type Result, refuse } from './result.ts';

/** The refusal of input that breaks a rule of form. */
export type InvalidInput = RefusalOf<'InvalidInput'>;

/** The refusal for what does not exist or must not be known. */
export type NotFound = RefusalOf<'NotFound'>;

/** Code points that are no characters and never will be. */
const NONCHARACTER = /\p{Noncharacter_Code_Point}/u;

/** What begins another line, or leaps within one. */
const LINE_CONTROL = /[\t\n\r\u2028\u2029]/;

/** What a text may be; lengths are in Unicode code points. */
interface TextRules {
  readonly min?: number;
  readonly max: number;
  readonly singleLine?: boolean;
}

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
 * A text that people read: in Unicode NFC, trimmed, and between `min` and `max` code points after that. One of which
 * nobody sees anything is empty. Control characters but tab and line breaks, broken characters and piles of marks are
 * refused; runs of another direction end within the text. A single line, such as a name or a title, holds no line
 * breaks, tabs, or characters that nobody sees, save those that emoji and scripts are written with. `what` begins the
 * messages.
 */
export const text = (what: string, rules: TextRules) =>
  wellFormed(what, rules)
    .transform((value) => visibleOf(value, rules))
    .refine((value) => isWithin(value, rules), lengthRule(what, rules))
    .refine((value) => !(rules.singleLine && LINE_CONTROL.test(value)), `${what} is one line.`)
    .refine((value) => !(rules.singleLine && hasInvisiblePart(value)), `${what} holds a character that nobody sees.`);

/** The bound on code units comes first: nothing is spent on what is far too long, and no character of NFC comes of more than four. */
const wellFormed = (what: string, rules: TextRules) =>
  z
    .string()
    .max(rules.max * 4 + 100, lengthRule(what, rules))
    .refine(
      (value) => !holdsControlCharacter(value) && !NONCHARACTER.test(value),
      `${what} holds a character that is not text.`,
    )
    .refine((value) => value.isWellFormed(), `${what} holds a broken character.`)
    .refine((value) => !hasPiledMarks(value), `${what} holds too many marks on one letter.`);

function visibleOf(value: string, { singleLine = false }: TextRules): string {
  const trimmed = value.normalize('NFC').trim();
  if (!isVisible(trimmed)) return '';
  return singleLine ? trimmed : balanceDirections(trimmed);
}

function isWithin(value: string, { min = 1, max }: TextRules): boolean {
  const length = codePointLength(value);
  return length >= min && length <= max;
}

const lengthRule = (what: string, { min = 1, max }: TextRules): string => `${what} holds ${min} to ${max} characters.`;
