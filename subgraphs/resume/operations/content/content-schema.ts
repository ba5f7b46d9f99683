import { z } from 'zod';
import { text } from '../../../../runtime/operations/parse-input.ts';
import type { Basics, ResumeContent } from '../../repository/resume-content.ts';
import { endsBeforeItBegins, isPartialDate, PRESENT } from './partial-date.ts';
import { isLinkAddress } from './resume-link-address.ts';
import { BASICS, type FieldKind, type Fields, type ItemOf, LISTS } from './section-fields.ts';

/** Bounds of what a resume holds; characters are Unicode code points. */
export const CONTENT_LIMITS = {
  items: 50,
  lineLength: 200,
  textLength: 5_000,
  lines: 30,
  linesLength: 500,
  /** Of `summary` and the texts about experience and education. */
  freeTextLength: 10_000,
  urlLength: 2_000,
} as const;

/** Marks an issue of a date, which has a refusal of its own. */
export const DATE_ISSUE = { isDate: true } as const;

const line = (what: string) => text(what, { max: CONTENT_LIMITS.lineLength, singleLine: true });
const date = (what: string, canBePresent: boolean) =>
  z
    .string()
    .transform((value) => (canBePresent && value.trim().toLowerCase() === PRESENT ? PRESENT : value.trim()))
    .refine((value) => isPartialDate(value) || (canBePresent && value === PRESENT), {
      message: canBePresent
        ? `${what} is a date such as 2024, 2024-05 or 2024-05-31, or the word present.`
        : `${what} is a date such as 2024, 2024-05 or 2024-05-31.`,
      params: DATE_ISSUE,
    });
const url = (what: string) =>
  z
    .string()
    .max(CONTENT_LIMITS.urlLength, `${what} holds at most ${CONTENT_LIMITS.urlLength} characters.`)
    .refine(isLinkAddress, `${what} begins with http://, https:// or mailto:.`);
const lines = (what: string) =>
  z
    .array(text(what, { max: CONTENT_LIMITS.linesLength }))
    .max(CONTENT_LIMITS.lines, `${what} has at most ${CONTENT_LIMITS.lines} lines.`);

/** A field that may be absent: an empty text counts as absent. */
const optional = <Value>(schema: z.ZodType<Value, string>) =>
  z
    .preprocess((value) => (typeof value === 'string' && value.trim() === '' ? null : value), schema.nullish())
    .transform((value) => value ?? null);

function schemaOf(kind: FieldKind, what: string): z.ZodType {
  switch (kind) {
    case 'line':
      return optional(line(what));
    case 'text':
      return optional(text(what, { max: CONTENT_LIMITS.textLength }));
    case 'lines':
      return z.preprocess((value) => value ?? [], lines(what));
    case 'date':
      return optional(date(what, false));
    case 'end':
      return optional(date(what, true));
    case 'url':
      return optional(url(what));
  }
}

const objectOf = <Its extends Fields>(fields: Its): z.ZodType<ItemOf<Its>> =>
  // as: each field has the schema of its kind, whose output is `ValueOf` of that kind.
  z.object(
    Object.fromEntries(Object.entries(fields).map(([name, kind]) => [name, schemaOf(kind, `The field ${name}`)])),
  ) as unknown as z.ZodType<ItemOf<Its>>;

function listOf<Its extends Fields>({ fields, needs }: { readonly fields: Its; readonly needs: readonly string[] }) {
  const item = objectOf(fields).superRefine((value, context) => {
    const entry: Readonly<Record<string, unknown>> = value;
    const isGiven = (name: string) => (Array.isArray(entry[name]) ? entry[name].length > 0 : entry[name] !== null);
    if (!needs.some(isGiven))
      context.addIssue({ code: 'custom', message: `An entry has at least one of: ${needs.join(', ')}.` });
    const [start, end] = [entry['startDate'] ?? null, entry['endDate'] ?? null];
    if (typeof start === 'string' && typeof end === 'string' && endsBeforeItBegins(start, end))
      context.addIssue({
        code: 'custom',
        message: 'The end is before the beginning.',
        path: ['endDate'],
        params: DATE_ISSUE,
      });
  });
  return z.array(item).max(CONTENT_LIMITS.items, `A section holds at most ${CONTENT_LIMITS.items} entries.`);
}

const freeText = (what: string) => optional(text(what, { max: CONTENT_LIMITS.freeTextLength }));

const BASICS_SCHEMA: z.ZodType<Basics> = z
  .object({
    location: objectOf(BASICS.location)
      .nullish()
      .transform((value) => value ?? null),
    profiles: z
      .array(objectOf(BASICS.profiles))
      .max(CONTENT_LIMITS.items, `A section holds at most ${CONTENT_LIMITS.items} entries.`)
      .nullish()
      .transform((value) => value ?? []),
  })
  .and(objectOf(BASICS.fields));

/** Each part of the content as it is given: null clears it. */
export const CONTENT_FIELDS = {
  summary: freeText('The summary'),
  skills: z
    .array(line('A skill'))
    .max(CONTENT_LIMITS.items, `A section holds at most ${CONTENT_LIMITS.items} entries.`),
  experience: optional(text('The experience', { max: CONTENT_LIMITS.linesLength })),
  education: optional(text('The education', { max: CONTENT_LIMITS.linesLength })),
  experienceText: freeText('The text about experience'),
  educationText: freeText('The text about education'),
  basics: BASICS_SCHEMA,
  work: listOf(LISTS.work),
  volunteer: listOf(LISTS.volunteer),
  educationItems: listOf(LISTS.educationItems),
  awards: listOf(LISTS.awards),
  certificates: listOf(LISTS.certificates),
  publications: listOf(LISTS.publications),
  skillItems: listOf(LISTS.skillItems),
  languages: listOf(LISTS.languages),
  interests: listOf(LISTS.interests),
  references: listOf(LISTS.references),
  projectItems: listOf(LISTS.projectItems),
} as const satisfies { readonly [Part in keyof ResumeContent]: z.ZodType };
