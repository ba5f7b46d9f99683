import { isRecord, ownField, putField } from '../../graphql/records.ts';
import type { IsOfType } from '../compile/is-of-type.ts';
import type { SelectedFields } from '../compile/selected-fields.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Puts every field into the target. What is known stays where a subgraph knows less: null, or an interface's name. */
export function assignFields(target: Record<string, unknown>, source: Fields, isOfType: IsOfType): void {
  for (const key in source) {
    const value = source[key];
    if (value === undefined || (value === null && ownField(target, key) != null)) continue;
    // A subgraph that has an interface for an object type calls everything by the interface's name.
    if (key === '__typename' && typeof value === 'string' && isOfType(target[key], value)) continue;
    putField(target, key, value);
  }
}

/**
 * The same where both may hold the same objects: those are merged, as far down as `fields` knows objects. What is put
 * into the target is a copy, so that no two places share what a third may change.
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
    const known = ownField(target, key);
    if (key === '__typename' && typeof value === 'string' && isOfType(known, value)) continue;
    const below = fields.get(key)?.fields;
    putField(target, key, below == null ? (value ?? known ?? null) : mergeValue(known, value, below, isOfType));
  }
}

function mergeValue(known: unknown, value: unknown, fields: SelectedFields, isOfType: IsOfType): unknown {
  if (value === null || value === undefined) return known ?? null;
  if (Array.isArray(value)) {
    const before = Array.isArray(known) && known.length === value.length ? known : [];
    return value.map((item, at) => mergeValue(before[at], item, fields, isOfType));
  }
  if (!isRecord(value)) return value;
  const into = isRecord(known) ? known : {};
  mergeFields(into, value, fields, isOfType);
  return into;
}
