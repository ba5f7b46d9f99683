import { isRecord, ownField } from '../../graphql/records.ts';
import type { Collector } from '../compile/object-paths.ts';
import type { DataObject } from './data-object.ts';
import { mergeEqualObjects } from './merge-equal-objects.ts';

/** The objects of the data by place; each list is made once, until a step may have changed it. */
export interface ObjectLists {
  /** Every object at a place, each once. */
  at(pathIndex: number): readonly DataObject[];
  invalidate(pathIndices: readonly number[]): void;
}

/** Finds objects; `firstObjects` tells those of a lookup that stand for all equal ones. */
export function createObjectLists(
  collectors: readonly Collector[],
  data: DataObject,
  firstObjects: (step: number, lookup: number, target: number) => readonly DataObject[],
): ObjectLists {
  const lists: (readonly DataObject[] | undefined)[] = [];
  const at = (pathIndex: number): readonly DataObject[] => {
    const known = lists[pathIndex];
    if (known !== undefined) return known;
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

/** A place of the client's answer. */
export type ResponsePath = readonly (string | number)[];

/** Where each of some objects stands in the answer; one that several places share stands in all of them. */
export function findPaths(
  data: DataObject,
  path: readonly string[],
  wanted: ReadonlySet<DataObject>,
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
    if (wanted.has(value)) paths.set(value, [...(paths.get(value) ?? []), here]);
  };
  visit(data, 0, []);
  return paths;
}
