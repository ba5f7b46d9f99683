import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import type { ImportNotes } from './import-notes.ts';
import { type SchemaInvalid, schemaInvalid } from './schema-issue.ts';

/** Maximum size of a document, in bytes of UTF-8. */
export const MAX_DOCUMENT_BYTES = 256 * 1024;
/** Levels of lists and objects; the standard has five. */
const MAX_DEPTH = 12;
const MAX_VALUES = 20_000;

/** Names that change objects instead of becoming members of them. */
const UNSAFE_NAMES = new Set(['__proto__', 'constructor', 'prototype']);

/** The refusal of a document that is larger than may be imported. */
export type TooLarge = RefusalOf<'TooLarge'> & { readonly limit: number };

/** A JSON object without members that are unsafe. */
export type JsonObject = Readonly<Record<string, unknown>>;

/** Parses the text of a document: bounded in size, depth and number of values, whoever wrote it. */
export function parseDocument(json: string, notes: ImportNotes): Result<JsonObject, SchemaInvalid | TooLarge> {
  if (json.length > MAX_DOCUMENT_BYTES || Buffer.byteLength(json) > MAX_DOCUMENT_BYTES) return tooLarge();
  let parsed: unknown;
  try {
    parsed = JSON.parse(json.replace(/^\ufeff/, ''));
  } catch {
    return schemaInvalid({ path: '', message: 'The text is not JSON.' });
  }
  if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed))
    return schemaInvalid({ path: '', message: 'The document is not an object.' });
  if (isTooDeep(parsed)) return schemaInvalid({ path: '', message: `The document has more than ${MAX_DEPTH} levels.` });
  // as: what is an object stays one.
  return done(withoutUnsafe(parsed, '', notes) as JsonObject);
}

const tooLarge = () =>
  refuse<TooLarge>({
    __typename: 'TooLarge',
    message: `A document is at most ${MAX_DOCUMENT_BYTES / 1024} KiB.`,
    path: ['input', 'json'],
    limit: MAX_DOCUMENT_BYTES,
  });

/** Level by level, so that no depth exhausts the stack. */
function isTooDeep(root: object): boolean {
  let level: readonly object[] = [root];
  let count = 0;
  for (let depth = 0; level.length > 0; depth += 1) {
    if (depth >= MAX_DEPTH) return true;
    const values = level.flatMap((value): unknown[] => Object.values(value));
    count += values.length;
    if (count > MAX_VALUES) return true;
    level = values.filter((value) => typeof value === 'object' && value !== null);
  }
  return false;
}

function withoutUnsafe(value: unknown, path: string, notes: ImportNotes): unknown {
  if (Array.isArray(value)) return value.map((inner, index) => withoutUnsafe(inner, `${path}${index}.`, notes));
  if (typeof value !== 'object' || value === null) return value;
  const members: [string, unknown][] = [];
  for (const [name, inner] of Object.entries(value)) {
    if (UNSAFE_NAMES.has(name)) notes.drop(`${path}${name}`, 'The name is reserved.');
    else members.push([name, withoutUnsafe(inner, `${path}${name}.`, notes)]);
  }
  return Object.fromEntries(members);
}
