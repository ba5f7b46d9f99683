import { isRecord, ownField } from '../../graphql/records.ts';
import type { DataObject } from './data-object.ts';

/**
 * The objects under a key, in order, with objects that are equal in all of `keys` merged: the first one replaces the others
 * in the data, so that later steps handle it once.
 */
export function mergeEqualObjects(parents: readonly DataObject[], key: string, keys: readonly string[]): DataObject[] {
  const found: DataObject[] = [];
  const byFirst = new Map<unknown, DataObject[]>();
  const [first = ''] = keys;

  /** The value that replaces `value` in the data. */
  const mergeValue = (value: unknown): unknown => {
    if (Array.isArray(value)) {
      for (let at = 0; at < value.length; at++) {
        const item = value[at];
        const merged = mergeValue(item);
        if (merged !== item) value[at] = merged;
      }
      return value;
    }
    if (!isRecord(value)) return value;
    const keyValue = ownField(value, first);
    const candidates = byFirst.get(keyValue);
    if (candidates === undefined) byFirst.set(keyValue, [value]);
    else {
      const same = candidates.find((candidate) => candidate === value || areEqual(candidate, value, keys));
      if (same !== undefined) return same;
      candidates.push(value);
    }
    found.push(value);
    return value;
  };

  for (const parent of parents) {
    const value = ownField(parent, key);
    const merged = mergeValue(value);
    if (merged !== value) parent[key] = merged;
  }
  return found;
}

function areEqual(one: DataObject, other: DataObject, keys: readonly string[]): boolean {
  for (const key of keys) {
    const value = ownField(one, key);
    if (typeof value === 'object' && value !== null) return false;
    if (value !== ownField(other, key)) return false;
  }
  return true;
}
