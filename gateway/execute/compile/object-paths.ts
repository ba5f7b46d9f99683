import type { FetchRecord } from './fetch-records.ts';
import type { SelectedFields } from './selected-fields.ts';

/** A path of response keys that leads to objects; positions in lists are left out. */
export interface ObjectPath {
  readonly path: readonly string[];
  /** Index of the parent path; -1 for the root. */
  readonly parent: number;
  readonly key: string;
}

/** How the objects at a path are collected. */
export interface Collector {
  readonly parent: number;
  readonly key: string;
  readonly path: readonly string[];
  /** The lookups whose deduplicated objects hold everything below them; null: collect from every parent object. */
  readonly from: readonly { readonly step: number; readonly lookup: number; readonly target: number }[] | null;
  /** Keys that identify an object here: objects equal in all of them are merged. Null: no merging. */
  readonly identity: readonly string[] | null;
}

/** The object paths of a plan, and the fetches that write objects there. */
export interface ObjectPaths {
  readonly all: readonly ObjectPath[];
  indexOf(path: readonly string[]): number;
  /** Indices of the paths at or below which these fetches write objects. */
  invalidatedBy(records: readonly FetchRecord[]): readonly number[];
  /** Whether another fetch writes objects at a path where one of these does. */
  hasSeveralWriters(records: readonly FetchRecord[]): boolean;
  /** The fetches that write the objects at a path. */
  writersOf(pathIndex: number): ReadonlySet<FetchRecord>;
}

/** Indexes the object paths of a plan. */
export function findObjectPaths(records: readonly FetchRecord[]): ObjectPaths {
  const all: ObjectPath[] = [];
  const indices = new Map<string, number>();
  const add = (path: readonly string[]): number => {
    const name = path.join('.');
    const existing = indices.get(name);
    if (existing !== undefined) return existing;
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
