import { readFileSync } from 'node:fs';
import { parse } from 'yaml';
import type { OpenImporter } from '../../runtime/import/import-access.ts';
import { ImportError } from './import-error.ts';
import { type ImportMap, MAP } from './map-schema.ts';

/** Reads a map. @throws an `ImportError` of one line that names the file and the path within it. */
export function readMap(path: string): ImportMap {
  let content: unknown;
  try {
    content = parse(readFileSync(path, 'utf8'));
  } catch (error) {
    const [reason = ''] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new ImportError(`${path}: cannot be read: ${reason}`);
  }
  const parsed = MAP.safeParse(content);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new ImportError(`${path}: ${issue?.path.join('.') || 'the map'}: ${issue?.message ?? 'is not valid'}`);
}

/** Compares the fields of a map with those that its kinds have. @throws an `ImportError` that names the first difference. */
export function requireFields(map: ImportMap, importerOf: (kind: OpenImporter['kind']) => OpenImporter): void {
  for (const [at, { kind, fields }] of map.files.entries()) {
    const rules = importerOf(kind).fields;
    const unknown = Object.keys(fields).find((name) => name !== 'id' && rules[name] === undefined);
    if (unknown !== undefined)
      throw new ImportError(
        `files.${at}.fields.${unknown}: ${kind} have no such field; they have id, ${Object.keys(rules).join(', ')}`,
      );
    const required = ['id', ...Object.keys(rules).filter((name) => rules[name]?.isRequired === true)];
    const missing = required.find((name) => fields[name] === undefined);
    if (missing !== undefined) throw new ImportError(`files.${at}.fields: ${kind} need the field ${missing}`);
  }
}
