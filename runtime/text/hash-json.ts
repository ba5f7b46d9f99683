import { createHash } from 'node:crypto';

/**
 * SHA-256 of a value as JSON, in hex: the same whatever the order of its keys. Absent keys and `undefined` are the same,
 * `null` is something else; instants and large integers count as their text.
 */
export const hashJson = (value: unknown): string => createHash('sha256').update(canonicalJson(value)).digest('hex');

/** JSON with the keys of every object in order. */
const canonicalJson = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) => {
    if (typeof part === 'bigint') return part.toString();
    if (typeof part !== 'object' || part === null || Array.isArray(part)) return part;
    return Object.fromEntries(Object.entries(part).sort(([one], [other]) => (one < other ? -1 : 1)));
  }) ?? 'null';
