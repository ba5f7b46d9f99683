import { isRecord, ownField, putField } from '../../graphql/records.ts';
import type { IsOfType } from '../compile/is-of-type.ts';
import type { SelectedFields } from '../compile/selected-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Assigns every field to the target. A null or an interface's type name does not replace a known value. */
export function assignFields(target: Record<string, unknown>, source: Fields, isOfType: IsOfType): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined || (value === null && ownField(target, key) != null)) continue;
    // A subgraph with an `@interfaceObject` gives the interface's name as the type name.
    if (key === '__typename' && typeof value === 'string' && isOfType(target[key], value)) continue;
    putField(target, key, value);
  }
}

/**
 * The same as `assignFields` for targets that other fetches write too: nested objects are merged as deep as `fields`
 * goes. Values are copied so that no two paths share an object that a third fetch may change.
 */
export function mergeFields(
  target: Record<string, unknown>,
  source: Fields,
  fields: SelectedFields,
  isOfType: IsOfType,
): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined) continue;
    const current = ownField(target, key);
    if (key === '__typename' && typeof value === 'string' && isOfType(current, value)) continue;
    const below = fields.get(key)?.fields;
    putField(target, key, below == null ? (value ?? current ?? null) : mergeValue(current, value, below, isOfType));
  }
}

function mergeValue(current: unknown, value: unknown, fields: SelectedFields, isOfType: IsOfType): unknown {
  if (value === null || value === undefined) return current ?? null;
  if (Array.isArray(value)) {
    const before = Array.isArray(current) && current.length === value.length ? current : [];
    return value.map((item, at) => mergeValue(before[at], item, fields, isOfType));
  }
  if (!isRecord(value)) return value;
  const into = isRecord(current) ? current : {};
  mergeFields(into, value, fields, isOfType);
  return into;
}
