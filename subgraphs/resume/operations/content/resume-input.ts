import { z } from 'zod';
import { type InvalidInput, text } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { ResumeContent } from '../../repository/resume-content.ts';
import { CONTENT_FIELDS } from './content-schema.ts';
import { EMPTY_CONTENT } from './resume-content.ts';
import { ORDERED_SECTIONS, SECTIONS } from './resume-sections.ts';

/** The refusal of a date that does not exist, or of a period that ends before it begins. */
export type DateInvalid = RefusalOf<'DateInvalid'>;

/** Maximum size of the whole content, in UTF-16 code units of its JSON. */
const MAX_CONTENT_SIZE = 200_000;

const sections = <const Names extends readonly [string, ...string[]]>(names: Names) =>
  z
    .array(z.enum(names))
    .max(names.length, 'A section is named once.')
    .refine((given) => new Set(given).size === given.length, 'A section is named once.');

const PARTS = z.object(CONTENT_FIELDS).partial();
type PartName = keyof typeof CONTENT_FIELDS;

/** What people say of a resume beside its content. */
const FACTS = z.object({
  title: text('A title', { max: 200, singleLine: true }).optional(),
  locale: z.string().max(35).optional(),
  visibility: z.enum(['PRIVATE', 'LINK', 'PUBLIC']).optional(),
  photoFileId: z.string().max(100).nullable().optional(),
  sectionOrder: sections(ORDERED_SECTIONS).optional(),
  hiddenSections: sections(SECTIONS).optional(),
});

/** The parts of a resume that an input names: the others stay as they are. */
export interface ResumeChanges extends z.output<typeof FACTS> {
  readonly content: Partial<ResumeContent>;
}

/** Null where null clears a part; `photoFileId` alone keeps it. */
const withoutNulls = (raw: Readonly<Record<string, unknown>>, names: readonly string[]) =>
  Object.fromEntries(
    names.flatMap((name) => {
      const value = raw[name];
      if (value === undefined) return [];
      return value === null && name !== 'photoFileId' ? [] : [[name, value]];
    }),
  );

/** Parses the parts of a resume in the input of a mutation; the first issue becomes the refusal. */
export function parseChanges(
  raw: Readonly<Record<string, unknown>>,
): Result<ResumeChanges, InvalidInput | DateInvalid> {
  const partNames = Object.keys(CONTENT_FIELDS).filter((name) => raw[name] !== undefined);
  const parts = PARTS.safeParse(withoutNulls(raw, partNames));
  if (!parts.success) return refusalOf(parts.error.issues[0]);
  const facts = FACTS.safeParse(withoutNulls(raw, Object.keys(FACTS.shape)));
  if (!facts.success) return refusalOf(facts.error.issues[0]);
  const cleared = partNames.filter((name) => raw[name] === null);
  // as: names come from `CONTENT_FIELDS`, whose keys are those of `EMPTY_CONTENT`.
  const empty = Object.fromEntries(cleared.map((name) => [name, EMPTY_CONTENT[name as PartName]]));
  // as: what the schemas of the parts give, by name, without those that are not named.
  const content = { ...parts.data, ...empty } as Partial<ResumeContent>;
  return done({ ...facts.data, content });
}

/** Refuses a resume that would hold too much in all. */
export function withinSize(content: ResumeContent): Result<null, InvalidInput> {
  if (JSON.stringify(content).length <= MAX_CONTENT_SIZE) return done(null);
  const message = `A resume holds at most ${MAX_CONTENT_SIZE.toLocaleString('en')} characters in all.`;
  return refuse({ __typename: 'InvalidInput', message, path: ['input'] });
}

interface Issue {
  readonly message: string;
  readonly path: readonly PropertyKey[];
  readonly params?: unknown;
}

function refusalOf(issue: object | undefined): { readonly ok: false; readonly refusal: InvalidInput | DateInvalid } {
  // as: issues of zod have these, and `params` where a schema gives them.
  const { message, path, params } = (issue ?? { message: 'The input is not valid.', path: [] }) as Issue;
  const isDate = typeof params === 'object' && params !== null && 'isDate' in params;
  const at = ['input', ...path.map(String)];
  return isDate
    ? refuse({ __typename: 'DateInvalid', message, path: at })
    : refuse({ __typename: 'InvalidInput', message, path: at });
}
