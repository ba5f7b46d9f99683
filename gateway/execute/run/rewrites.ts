import type { FetchDataRewrite } from '@apollo/query-planner';
import { isRecord, ownField, putField } from '../../graphql/records.ts';
import type { IsOfType } from '../compile/is-of-type.ts';
import type { DataObject } from './data-object.ts';

const ON = '... on ';

/** Applies the rewrites of a plan to a value in place. An object without a type name meets every type condition. */
export function applyRewrites(
  rewrites: readonly FetchDataRewrite[] | undefined,
  value: unknown,
  isOfType: IsOfType,
): void {
  for (const rewrite of rewrites ?? []) {
    const field = rewrite.path.at(-1);
    if (field === undefined) continue;
    eachAt(value, rewrite.path.slice(0, -1), isOfType, (object) => {
      if (rewrite.kind === 'ValueSetter') return void putField(object, field, rewrite.setValueTo);
      const fieldValue = ownField(object, field);
      if (fieldValue === undefined) return;
      putField(object, field, undefined);
      putField(object, rewrite.renameKeyTo, fieldValue);
    });
  }
}

function eachAt(value: unknown, path: readonly string[], isOfType: IsOfType, act: (object: DataObject) => void): void {
  if (Array.isArray(value)) {
    for (const item of value) eachAt(item, path, isOfType, act);
    return;
  }
  if (!isRecord(value)) return;
  const [element, ...rest] = path;
  if (element === undefined) return void act(value);
  if (!element.startsWith(ON)) return void eachAt(ownField(value, element), rest, isOfType, act);
  if (isOfTypeOrUnknown(value, element.slice(ON.length), isOfType)) eachAt(value, rest, isOfType, act);
}

const isOfTypeOrUnknown = (object: DataObject, condition: string, isOfType: IsOfType): boolean => {
  const typeName = ownField(object, '__typename');
  return typeName === undefined || isOfType(typeName, condition);
};

/** The value at a path from an object, where `..` is the parent object; undefined when there is none. */
export function valueFrom(chain: readonly DataObject[], path: readonly string[], isOfType: IsOfType): unknown {
  const up = path.filter((element) => element === '..').length;
  let value: unknown = chain[chain.length - 1 - up];
  for (const element of path.slice(up)) {
    if (!isRecord(value)) return undefined;
    if (!element.startsWith(ON)) value = ownField(value, element);
    else if (!isOfTypeOrUnknown(value, element.slice(ON.length), isOfType)) return undefined;
  }
  return value;
}

/** Every object at a path with its ancestors, outermost first. */
export function chainsAt(data: DataObject, path: readonly string[]): readonly (readonly DataObject[])[] {
  const chains: (readonly DataObject[])[] = [];
  const visit = (value: unknown, depth: number, around: readonly DataObject[]): void => {
    if (Array.isArray(value)) for (const item of value) visit(item, depth, around);
    if (!isRecord(value)) return;
    const key = path[depth];
    if (key === undefined) chains.push([...around, value]);
    else visit(ownField(value, key), depth + 1, [...around, value]);
  };
  visit(data, 0, []);
  return chains;
}
