import type { FetchRecord } from './fetch-records.ts';
import type { SelectedFields } from './selected-fields.ts';

/** A place in the answer that holds objects, found by response keys; positions in lists are left out. */
export interface ObjectPath {
  readonly path: readonly string[];
  /** Index of the place around; -1 for the root. */
  readonly parent: number;
  readonly key: string;
}

/** How the objects of a place are found. */
export interface Collector {
  readonly parent: number;
  readonly key: string;
  readonly path: readonly string[];
  /** Where equal objects were made one: the lookups whose first objects hold all there are. Null: every object is asked. */
  readonly from: readonly { readonly step: number; readonly lookup: number; readonly target: number }[] | null;
  /** Keys by which objects are told apart here; objects that are alike in them are made one. Null where they stay apart. */
  readonly identity: readonly string[] | null;
}

/** The places that fetches reach, and who fills each. */
export interface ObjectPaths {
  readonly all: readonly ObjectPath[];
  indexOf(path: readonly string[]): number;
  /** Indices of the places at and below which these records put objects. */
  invalidatedBy(records: readonly FetchRecord[]): readonly number[];
  /** Whether somebody beside these records puts objects where one of them does. */
  hasSeveralWriters(records: readonly FetchRecord[]): boolean;
  /** Who puts the objects there. */
  writersOf(pathIndex: number): ReadonlySet<FetchRecord>;
}

/** Finds the places of a plan. */
export function findObjectPaths(records: readonly FetchRecord[]): ObjectPaths {
  const all: ObjectPath[] = [];
  const indices = new Map<string, number>();
  const add = (path: readonly string[]): number => {
    const name = path.join('.');
    const known = indices.get(name);
    if (known !== undefined) return known;
    const parent = path.length === 0 ? -1 : add(path.slice(0, -1));
    const index = all.push({ path, parent, key: path.at(-1) ?? '' }) - 1;
    indices.set(name, index);
    return index;
  };
  for (const { path } of records) add(path);

  const writers = new Map<string, Set<FetchRecord>>();
  const written = new Map<FetchRecord, readonly string[]>();
  for (const record of records) {
    const names = objectsIn(record.path, record.fields);
    written.set(record, names);
    for (const name of names) writers.set(name, (writers.get(name) ?? new Set()).add(record));
  }
  const namesOf = (given: readonly FetchRecord[]): Set<string> =>
    new Set(given.flatMap((record) => written.get(record) ?? []));

  return {
    all,
    indexOf: add,
    invalidatedBy(given) {
      const names = namesOf(given);
      const invalidated = new Set<number>();
      all.forEach(({ path, parent }, index) => {
        if (names.has(path.join('.')) || invalidated.has(parent)) invalidated.add(index);
      });
      return [...invalidated];
    },
    hasSeveralWriters: (given) =>
      [...namesOf(given)].some((name) => [...(writers.get(name) ?? [])].some((record) => !given.includes(record))),
    writersOf: (pathIndex) => writers.get(all[pathIndex]?.path.join('.') ?? '') ?? new Set(),
  };
}

function objectsIn(path: readonly string[], fields: SelectedFields): string[] {
  return [...fields].flatMap(([key, { fields: below }]) => {
    if (below === null) return [];
    const here = [...path, key];
    return [here.join('.'), ...objectsIn(here, below)];
  });
}
