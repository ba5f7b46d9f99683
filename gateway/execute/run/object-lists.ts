import { isRecord, ownField } from '../../graphql/records.ts';
import type { Collector } from '../compile/object-paths.ts';
import type { DataObject } from './data-object.ts';
import { mergeEqualObjects } from './merge-equal-objects.ts';

/** The objects in the data by path. Each list is collected once, until a step invalidates it. */
export interface ObjectLists {
  /** The distinct objects at a path. */
  at(pathIndex: number): readonly DataObject[];
  invalidate(pathIndices: readonly number[]): void;
}

/** Collects objects lazily; `firstObjects` gives one object per distinct entity of a lookup. */
export function createObjectLists(
  collectors: readonly Collector[],
  data: DataObject,
  firstObjects: (step: number, lookup: number, target: number) => readonly DataObject[],
): ObjectLists {
  const lists: (readonly DataObject[] | undefined)[] = [];
  const at = (pathIndex: number): readonly DataObject[] => {
    const cached = lists[pathIndex];
    if (cached !== undefined) return cached;
    const collector = collectors[pathIndex];
    const list = collector === undefined || collector.parent === -1 ? [data] : collect(collector);
    lists[pathIndex] = list;
    return list;
  };
  const collect = ({ parent, key, from, identity }: Collector): DataObject[] => {
    const found: DataObject[] = [];
    if (identity !== null) {
      const parents =
        from === null ? at(parent) : from.flatMap(({ step, lookup, target }) => firstObjects(step, lookup, target));
      return mergeEqualObjects(parents, key, identity);
    }
    if (from === null) gather(at(parent), key, found);
    else for (const { step, lookup, target } of from) gather(firstObjects(step, lookup, target), key, found);
    return found;
  };
  return {
    at,
    invalidate(pathIndices) {
      for (const pathIndex of pathIndices) lists[pathIndex] = undefined;
    },
  };
}

function gather(objects: readonly DataObject[], key: string, into: DataObject[]): void {
  for (const object of objects) gatherValue(ownField(object, key), into);
}

function gatherValue(value: unknown, into: DataObject[]): void {
  if (Array.isArray(value)) for (const item of value) gatherValue(item, into);
  else if (isRecord(value)) into.push(value);
}

/** A path in the response: keys and list positions. */
export type ResponsePath = readonly (string | number)[];

/** The response paths of each wanted object; a shared object has several. */
export function findPaths(
  data: DataObject,
  path: readonly string[],
  targets: ReadonlySet<DataObject>,
): Map<DataObject, ResponsePath[]> {
  const paths = new Map<DataObject, ResponsePath[]>();
  const visit = (value: unknown, depth: number, here: ResponsePath): void => {
    if (Array.isArray(value)) {
      value.forEach((item, at) => void visit(item, depth, [...here, at]));
      return;
    }
    if (!isRecord(value)) return;
    const key = path[depth];
    if (key !== undefined) return void visit(ownField(value, key), depth + 1, [...here, key]);
    if (targets.has(value)) paths.set(value, [...(paths.get(value) ?? []), here]);
  };
  visit(data, 0, []);
  return paths;
}
