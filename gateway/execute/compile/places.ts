import type { FetchRecord } from './fetch-records.ts';
import type { SelectedFields } from './selected-fields.ts';

/** A place in the answer that holds objects, found by response keys; positions in lists are left out. */
export interface Place {
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
export interface Places {
  readonly all: readonly Place[];
  indexOf(path: readonly string[]): number;
  /** Indices of the places at and below which these records put objects. */
  touchedBy(records: readonly FetchRecord[]): readonly number[];
  /** Whether somebody beside these records puts objects where one of them does. */
  isMeeting(records: readonly FetchRecord[]): boolean;
  /** Who puts the objects there. */
  suppliersOf(place: number): ReadonlySet<FetchRecord>;
}

/** Finds the places of a plan. */
export function findPlaces(records: readonly FetchRecord[]): Places {
  const all: Place[] = [];
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

  const suppliers = new Map<string, Set<FetchRecord>>();
  const supplied = new Map<FetchRecord, readonly string[]>();
  for (const record of records) {
    const names = objectsIn(record.path, record.fields);
    supplied.set(record, names);
    for (const name of names) suppliers.set(name, (suppliers.get(name) ?? new Set()).add(record));
  }
  const namesOf = (given: readonly FetchRecord[]): Set<string> =>
    new Set(given.flatMap((record) => supplied.get(record) ?? []));

  return {
    all,
    indexOf: add,
    touchedBy(given) {
      const names = namesOf(given);
      const touched = new Set<number>();
      all.forEach(({ path, parent }, index) => {
        if (names.has(path.join('.')) || touched.has(parent)) touched.add(index);
      });
      return [...touched];
    },
    isMeeting: (given) =>
      [...namesOf(given)].some((name) => [...(suppliers.get(name) ?? [])].some((record) => !given.includes(record))),
    suppliersOf: (place) => suppliers.get(all[place]?.path.join('.') ?? '') ?? new Set(),
  };
}

function objectsIn(path: readonly string[], fields: SelectedFields): string[] {
  return [...fields].flatMap(([key, { fields: below }]) => {
    if (below === null) return [];
    const here = [...path, key];
    return [here.join('.'), ...objectsIn(here, below)];
  });
}
