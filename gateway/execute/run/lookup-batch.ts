import { ownField } from '../../graphql/records.ts';
import type { CompiledLookup } from '../compile/compiled-steps.ts';
import type { Represent, Representation } from '../compile/represent.ts';
import type { DataObject } from './data-object.ts';

/** The distinct representations of one lookup in one run, and the objects behind them. */
export interface LookupBatch {
  readonly representations: Representation[];
  /** Index of each representation by its text. */
  readonly indices: Map<string, number>;
  /** By the value of the first key: the first object with that representation, and the representation's index. */
  readonly byKey: Map<unknown, { readonly object: DataObject; readonly index: number }[]>;
  /** For each target of the lookup: its objects, and in parallel the index of each object's representation. */
  readonly objects: DataObject[][];
  readonly representationIndices: number[][];
  /** For each target: the first object of each entity. Filled when the result has arrived. */
  readonly first: DataObject[][];
  /** The entities received, one for each representation; null: no usable result. */
  entities: readonly unknown[] | null;
}

/** Creates an empty batch for a lookup. */
export const openBatch = ({ targets }: CompiledLookup): LookupBatch => ({
  representations: [],
  indices: new Map(),
  byKey: new Map(),
  objects: targets.map(() => []),
  representationIndices: targets.map(() => []),
  first: targets.map(() => []),
  entities: null,
});

/** Adds an object to a batch; false when the lookup cannot represent it. */
export function addToBatch(batch: LookupBatch, lookup: CompiledLookup, target: number, object: DataObject): boolean {
  const represent = lookup.represent(ownField(object, '__typename'));
  const index = knownIndex(batch, represent, object) ?? newIndex(batch, represent, object);
  if (index === null) return false;
  batch.objects[target]?.push(object);
  batch.representationIndices[target]?.push(index);
  return true;
}

/** Most objects in a list equal an earlier one: comparing their fields avoids building the text. */
function knownIndex({ byKey }: LookupBatch, { keys }: Represent, object: DataObject): number | undefined {
  const first = keys?.[0];
  if (keys === null || first === undefined) return undefined;
  const candidates = byKey.get(ownField(object, first));
  return candidates?.find((candidate) => isEqual(candidate.object, object, keys))?.index;
}

function isEqual(one: DataObject, other: DataObject, keys: readonly string[]): boolean {
  if (one['__typename'] !== other['__typename']) return false;
  for (const key of keys) {
    const value = ownField(one, key);
    if (typeof value === 'object' && value !== null) return false;
    if (value !== ownField(other, key)) return false;
  }
  return true;
}

function newIndex(batch: LookupBatch, { keys, make }: Represent, object: DataObject): number | null {
  const representation = make(object);
  if (representation === null) return null;
  const { representations, indices, byKey } = batch;
  let index = indices.get(representation.text);
  if (index === undefined) {
    index = representations.push(representation) - 1;
    indices.set(representation.text, index);
    const first = keys?.[0];
    const value = first === undefined ? undefined : ownField(object, first);
    const alike = byKey.get(value);
    if (alike === undefined) byKey.set(value, [{ object, index }]);
    else alike.push({ object, index });
  }
  return index;
}

/** The objects behind one representation, at one target. */
export function objectsOf(batch: LookupBatch, target: number, index: number): DataObject[] {
  const representationIndices = batch.representationIndices[target] ?? [];
  return (batch.objects[target] ?? []).filter((_, at) => representationIndices[at] === index);
}
