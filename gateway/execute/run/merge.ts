import type { SelectedFields } from '../compile/selected-fields.ts';
import { isRecord, ownField, putField } from '../own-field.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Puts every field into the target. A null never takes away what somebody else has told. */
export function assignFields(target: Record<string, unknown>, source: Fields): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined || (value === null && ownField(target, key) != null)) continue;
    putField(target, key, value);
  }
}

/**
 * The same where both may hold the same objects: those are merged, as far down as `fields` knows objects. What is put
 * into the target is a copy, so that no two places share what a third may change.
 */
export function mergeFields(target: Record<string, unknown>, source: Fields, fields: SelectedFields): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    const known = ownField(target, key);
    const below = fields.get(key)?.fields;
    putField(target, key, below == null ? (value ?? known ?? null) : mergeValue(known, value, below));
  }
}

function mergeValue(known: unknown, value: unknown, fields: SelectedFields): unknown {
  if (value === null || value === undefined) return known ?? null;
  if (Array.isArray(value)) {
    const before = Array.isArray(known) && known.length === value.length ? known : [];
    return value.map((item, at) => mergeValue(before[at], item, fields));
  }
  if (!isRecord(value)) return value;
  const into = isRecord(known) ? known : {};
  mergeFields(into, value, fields);
  return into;
}
