import { PRESENT } from '../content/partial-date.ts';
import type { ImportNotes } from './import-notes.ts';
import type { JsonObject } from './parse-document.ts';

/** Words that programs write for an end that has not come. */
const PRESENT_WORDS = new Set(['present', 'current', 'now', 'today', 'по настоящее время', 'настоящее время']);

/** Members that hold an address. */
const ADDRESSES = new Set(['url', 'website']);

/**
 * A document as programs write it, in the form of the standard: empty texts are left out, addresses without a scheme get one,
 * and `Present` as an end is no end. `presentEnds` are the paths of those ends.
 */
export function repairDocument(document: JsonObject, notes: ImportNotes) {
  const presentEnds = new Set<string>();
  const repair = (value: unknown, path: string): unknown => {
    if (Array.isArray(value)) return value.map((inner, index) => repair(inner, `${path}.${index}`));
    if (typeof value !== 'object' || value === null) return value;
    const members: [string, unknown][] = [];
    for (const [name, inner] of Object.entries(value)) {
      const at = path === '' ? name : `${path}.${name}`;
      if (inner === null || (typeof inner === 'string' && inner.trim() === '')) {
        // An empty end is how many programs write one that has not come.
        if (name === 'endDate') presentEnds.add(at);
        else notes.drop(at, 'It is empty.');
      } else if (name === 'endDate' && typeof inner === 'string' && PRESENT_WORDS.has(inner.trim().toLowerCase())) {
        presentEnds.add(at);
        notes.change(at, `It is stored as the word ${PRESENT}.`);
      } else if (ADDRESSES.has(name) && typeof inner === 'string' && /^www\.\S+$/i.test(inner)) {
        notes.change(at, 'It got https:// at its beginning.');
        members.push([name, `https://${inner}`]);
      } else members.push([name, repair(inner, at)]);
    }
    return Object.fromEntries(members);
  };
  // as: an object stays one.
  return { document: repair(document, '') as JsonObject, presentEnds };
}
