import { fault } from '../executor/faults.ts';

/** One thing that a domain keeps about a person. */
export interface KeptRecord {
  /** Its position in the collection: later records have a greater key, in the order of the database. */
  readonly key: string;
  /** As the person is shown it: plain values, instants as `Date`, no secrets, nothing of others that they may not see. */
  readonly record: object;
}

/** All things of one kind that a domain keeps about people. */
export interface Collection {
  /** Its name in the person's document, in camel case. */
  readonly name: string;
  /** At most `limit` records about the person after `after`, which is empty at the beginning, in the order of their keys. */
  read(userId: string, after: string, limit: number): Promise<readonly KeptRecord[]>;
}

/** A bounded part of what a domain keeps about a person. */
export interface PersonalDataPage {
  readonly collection: string;
  /** Each a JSON object as text. */
  readonly records: readonly string[];
  /** Where it goes on; null when that was all. */
  readonly next: string | null;
}

/** Records a page: of the longest messages and texts these are some 2 MB. */
export const PAGE_RECORDS = 100;

/**
 * One page of one collection: one read of the database. Every collection has at least one page, which may be empty, so that
 * the document names all that is kept.
 *
 * @throws a fault `BAD_USER_INPUT` for a cursor that no page gave.
 */
export async function readPersonalData(
  collections: readonly Collection[],
  userId: string,
  cursor: string | null,
): Promise<PersonalDataPage | null> {
  const [first] = collections;
  if (first === undefined) return null;
  const { name, after } = cursor === null ? { name: first.name, after: '' } : parse(cursor);
  const at = collections.findIndex((candidate) => candidate.name === name);
  const collection = collections[at];
  if (collection === undefined) throw fault('BAD_USER_INPUT', 'The cursor is not valid.');
  const rows = await collection.read(userId, after, PAGE_RECORDS);
  const last = rows.length < PAGE_RECORDS ? undefined : rows.at(-1);
  const following = collections[at + 1];
  return {
    collection: name,
    records: rows.map(({ record }) => JSON.stringify(record, exactly)),
    next: last !== undefined ? cursorAt(name, last.key) : following === undefined ? null : cursorAt(following.name, ''),
  };
}

const cursorAt = (name: string, after: string): string => `${name}:${after}`;

function parse(cursor: string): { name: string; after: string } {
  const colon = cursor.indexOf(':');
  return { name: cursor.slice(0, Math.max(colon, 0)), after: cursor.slice(colon + 1) };
}

/** JSON has no integers that large: they go as text, as in the graph. */
const exactly = (_: string, value: unknown): unknown => (typeof value === 'bigint' ? value.toString() : value);
