import { done, type Result } from '../../../../runtime/operations/result.ts';
import { beginningOf, codePointLength } from '../../../../runtime/text/visible-text.ts';
import type { ResumeContent } from '../../repository/resume-content.ts';
import { CONTENT_LIMITS } from '../content/content-schema.ts';
import { endsBeforeItBegins, isPartialDate, PRESENT } from '../content/partial-date.ts';
import { EMPTY_CONTENT } from '../content/resume-content.ts';
import { parseChanges } from '../content/resume-input.ts';
import { isLinkAddress } from '../content/resume-link-address.ts';
import { BASICS, type FieldKind, type Fields, LISTS } from '../content/section-fields.ts';
import { FREE_TEXTS } from '../content/write-json-resume.ts';
import type { ImportNotes } from './import-notes.ts';
import type { JsonObject } from './parse-document.ts';
import { type SchemaInvalid, schemaInvalid } from './schema-issue.ts';

/** Members of the standard that say how a document was made, and not what is in the resume. */
const IGNORED = new Set(['$schema', 'meta']);

/** Lists whose entries go on where they have a beginning and no end. */
const GOING_ON = new Set(['work', 'volunteer']);

/** What is read from a document. */
interface ReadOptions {
  /** Paths of ends that have not come. */
  readonly presentEnds: ReadonlySet<string>;
  readonly notes: ImportNotes;
}

/** Reads the content of a resume from a document that fulfils the schema, and notes what it does not take. */
export function readJsonResume(document: JsonObject, options: ReadOptions): Result<ResumeContent, SchemaInvalid> {
  const { notes } = options;
  const content: Record<string, unknown> = {};
  const members = new Set([...IGNORED, 'basics', 'freeTexts', ...Object.values(LISTS).map(({ json }) => json)]);
  for (const name of Object.keys(document))
    if (!members.has(name) || name === 'meta') notes.drop(name, 'A resume has no such part.');
  readBasics(objectOf(document['basics']), content, options);
  const freeTexts = objectOf(document['freeTexts']);
  for (const name of FREE_TEXTS) {
    const max = name.endsWith('Text') ? CONTENT_LIMITS.freeTextLength : CONTENT_LIMITS.linesLength;
    content[name] = shortened(freeTexts[name], max, `freeTexts.${name}`, notes);
  }
  for (const [name, { json, fields, needs }] of Object.entries(LISTS)) {
    const entries = bounded(document[json], CONTENT_LIMITS.items, json, notes);
    content[name] = entries.flatMap((entry, index) => {
      const path = `${json}.${index}`;
      const item = readEntry(objectOf(entry), fields, path, options);
      if (GOING_ON.has(name) && item['startDate'] != null && item['endDate'] === undefined) item['endDate'] = PRESENT;
      checkPeriod(item, path, notes);
      if (needs.some((field) => item[field] !== undefined)) return [item];
      notes.drop(path, `The entry has none of: ${needs.join(', ')}.`);
      return [];
    });
  }
  const parsed = parseChanges(content);
  if (parsed.ok) return done({ ...EMPTY_CONTENT, ...parsed.value.content });
  const [, ...path] = parsed.refusal.path;
  return schemaInvalid({ path: path.join('.'), message: parsed.refusal.message });
}

function readBasics(basics: JsonObject, content: Record<string, unknown>, options: ReadOptions): void {
  const { notes } = options;
  const { summary, location, profiles, ...rest } = basics;
  content['summary'] = shortened(summary, CONTENT_LIMITS.freeTextLength, 'basics.summary', notes);
  const entries = bounded(profiles, CONTENT_LIMITS.items, 'basics.profiles', notes);
  const read = {
    ...readEntry(rest, BASICS.fields, 'basics', options),
    ...(location === undefined
      ? {}
      : { location: readEntry(objectOf(location), BASICS.location, 'basics.location', options) }),
    profiles: entries.map((entry, index) =>
      readEntry(objectOf(entry), BASICS.profiles, `basics.profiles.${index}`, options),
    ),
  };
  if (Object.keys(basics).length > 0) content['basics'] = read;
}

function readEntry(entry: JsonObject, fields: Fields, path: string, { presentEnds, notes }: ReadOptions) {
  const item: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(entry)) {
    const kind = fields[name];
    const at = `${path}.${name}`;
    if (kind === undefined) notes.drop(at, 'A resume has no such field.');
    else {
      const read = readField(value, kind, at, notes);
      if (read !== undefined) item[name] = read;
    }
  }
  if (fields['endDate'] !== undefined && presentEnds.has(`${path}.endDate`)) item['endDate'] = PRESENT;
  return item;
}

function readField(value: unknown, kind: FieldKind, path: string, notes: ImportNotes): unknown {
  if (kind === 'lines')
    return bounded(value, CONTENT_LIMITS.lines, path, notes).flatMap((line, index) => {
      const text = shortened(line, CONTENT_LIMITS.linesLength, `${path}.${index}`, notes);
      return text === undefined ? [] : [text];
    });
  if (kind === 'text') return shortened(value, CONTENT_LIMITS.textLength, path, notes);
  if (kind === 'line') return singleLine(shortened(value, CONTENT_LIMITS.lineLength, path, notes), path, notes);
  const isGood = typeof value === 'string' && (kind === 'url' ? isLinkAddress(value) : isPartialDate(value));
  if (isGood) return value;
  notes.drop(path, kind === 'url' ? 'Only addresses of http, https and mailto are taken.' : 'The date does not exist.');
  return undefined;
}

function checkPeriod(item: Record<string, unknown>, path: string, notes: ImportNotes): void {
  const { startDate: start, endDate: end } = item;
  if (typeof start !== 'string' || typeof end !== 'string' || !endsBeforeItBegins(start, end)) return;
  notes.drop(`${path}.endDate`, 'The end is before the beginning.');
  delete item['endDate'];
}

function bounded(value: unknown, max: number, path: string, notes: ImportNotes): readonly unknown[] {
  if (!Array.isArray(value)) return [];
  if (value.length > max) notes.drop(`${path}.${max}`, `Only the first ${max} are taken.`);
  return value.slice(0, max);
}

/** Undefined for what is no text, or of which nothing is seen. */
function shortened(value: unknown, max: number, path: string, notes: ImportNotes): string | undefined {
  if (typeof value !== 'string') return undefined;
  const text = value.normalize('NFC').trim();
  if (codePointLength(text) <= max) return text === '' ? undefined : text;
  notes.change(path, `It is shortened to ${max} characters.`);
  return beginningOf(text, max).trim();
}

function singleLine(text: string | undefined, path: string, notes: ImportNotes): string | undefined {
  if (text === undefined || !/[\t\n\r\u2028\u2029]/.test(text)) return text;
  notes.change(path, 'Its lines are put into one.');
  return text.replaceAll(/\s+/g, ' ');
}

const objectOf = (value: unknown): JsonObject =>
  // as: a JSON object has members of any kind.
  typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : {};
