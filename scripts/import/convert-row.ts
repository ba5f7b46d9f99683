import { deriveId } from '../../runtime/import/derive-id.ts';
import type { OpenImporter } from '../../runtime/import/import-access.ts';
import type { ImportKind } from '../../runtime/import/import-kinds.ts';
import type { ImportRow } from '../../runtime/import/import-row.ts';
import { convertValue, textOf, ValueError } from './convert-value.ts';
import type { DumpRow } from './dump-rows.ts';
import type { ColumnMap, FileMap } from './map-schema.ts';
import { readBytes } from './read-bytes.ts';

/** A row of another file that a row names. */
export interface Reference {
  readonly field: string;
  readonly kind: ImportKind;
  readonly id: string;
}

/** A row that is in order by itself. */
export interface ConvertedRow extends ImportRow<unknown> {
  /** What its domains parse. */
  readonly fields: Readonly<Record<string, unknown>>;
  readonly references: readonly Reference[];
  readonly uniqueKeys: readonly string[];
}

/** A row that is not taken. */
export interface RefusedRow {
  readonly line: number;
  /** Null where the row has none. */
  readonly oldId: string | null;
  readonly reason: string;
}

/** What a file is read with. */
export interface RowRules {
  readonly source: string;
  /** The folder of the dump. */
  readonly folder: string;
  readonly file: FileMap;
  readonly importer: OpenImporter;
  readonly importerOf: (kind: ImportKind) => OpenImporter;
}

/** Makes a row of the dump a row of its kind: converts the fields, derives the ids, and applies the rules of the domain. */
export function convertRow(rules: RowRules, row: DumpRow): ConvertedRow | RefusedRow {
  const { line } = row;
  if ('reason' in row) return { line, oldId: null, reason: row.reason };
  const { source, file, importer } = rules;
  const { key } = importer;
  let oldId: string | null = null;
  try {
    oldId = idOf(file, row.record);
    const { fields, references } = fieldsOf(rules, row.record);
    const parsed = importer.parse(fields);
    if (!parsed.ok) return { line, oldId, reason: parsed.reason };
    const { value, uniqueKeys, at, identity } = parsed;
    const id = deriveId(key.prefix, { source, kind: key.kind, oldId: identity ?? oldId }, at);
    const own = key.kind === importer.kind ? [] : [{ field: 'id', kind: key.kind, id }];
    return { line, oldId, id, value, uniqueKeys, fields, references: [...own, ...references] };
  } catch (error) {
    if (error instanceof ValueError) return { line, oldId, reason: error.message };
    throw error;
  }
}

function idOf(file: FileMap, record: Readonly<Record<string, unknown>>): string {
  const column = file.fields['id'];
  const value = column === undefined ? null : read(record, column, file.nulls);
  if (value === null) throw new ValueError('id: The row has no id.');
  const text = named('id', () => textOf(value));
  if (text.length > 200) throw new ValueError('id: The id is longer than 200 characters.');
  return text;
}

function fieldsOf(
  { source, folder, file, importer, importerOf }: RowRules,
  record: Readonly<Record<string, unknown>>,
): { readonly fields: Readonly<Record<string, unknown>>; readonly references: readonly Reference[] } {
  const fields: Record<string, unknown> = {};
  const references: Reference[] = [];
  for (const [field, rule] of Object.entries(importer.fields)) {
    const column = file.fields[field];
    const raw = column === undefined ? null : read(record, column, file.nulls);
    if (column === undefined || raw === null) {
      fields[field] = null;
      continue;
    }
    const value = named(field, () => {
      const given = substitute(raw, column);
      return rule.type === 'file' ? readBytes(folder, textOf(given)) : convertValue(rule, given, column);
    });
    const { references: kind } = rule;
    if (kind === undefined) {
      fields[field] = value;
      continue;
    }
    const { prefix } = importerOf(kind).key;
    const toId = (oldId: string): string => deriveId(prefix, { source, kind, oldId });
    const ids = Array.isArray(value) ? value.map((one) => toId(String(one))) : [toId(String(value))];
    references.push(...ids.map((id) => ({ field, kind, id })));
    fields[field] = Array.isArray(value) ? ids : ids[0];
  }
  return { fields, references };
}

/** The value of a column; null where there is none, or what the map calls none. */
function read(
  record: Readonly<Record<string, unknown>>,
  { column, columns, constant }: ColumnMap,
  nulls: readonly string[],
): unknown {
  if (constant !== undefined) return constant;
  if (columns !== undefined) {
    const parts = columns.map((name) => at(record, name));
    return parts.some((part) => part === null) ? null : parts.map(textOf).join('/');
  }
  const value = at(record, column ?? '');
  return typeof value === 'string' && nulls.includes(value) ? null : value;
}

/** A column, or in JSON what is below its name: `createdAt.$date`. */
function at(record: Readonly<Record<string, unknown>>, path: string): unknown {
  if (Object.hasOwn(record, path)) return record[path] ?? null;
  let value: unknown = record;
  for (const name of path.split('.')) {
    if (typeof value !== 'object' || value === null || !Object.hasOwn(value, name)) return null;
    value = Reflect.get(value, name);
  }
  return value ?? null;
}

/** Replaces words of the old system by those of the field. */
function substitute(raw: unknown, { values }: ColumnMap): unknown {
  if (values === undefined) return raw;
  const word = textOf(raw);
  if (!Object.hasOwn(values, word)) throw new ValueError('The map has no entry for this value in `values`.');
  return values[word];
}

/** Runs `work`; the name of the field begins what it refuses with. */
function named<Value>(field: string, work: () => Value): Value {
  try {
    return work();
  } catch (error) {
    throw error instanceof ValueError ? new ValueError(`${field}: ${error.message}`) : error;
  }
}
