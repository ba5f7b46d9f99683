import { ownField } from '../../graphql/records.ts';
import type { CompiledLookup } from '../compile/compiled-steps.ts';
import type { Represent, Representation } from '../compile/represent.ts';
import type { DataObject } from './data-object.ts';

/** What one lookup asks in one run: each representation once, and the objects it stands for. */
export interface LookupBatch {
  readonly representations: Representation[];
  /** By the representation's text. */
  readonly indices: Map<string, number>;
  /** By the first key of a representation: the object that was asked for first with it, and the representation's index. */
  readonly byKey: Map<unknown, { readonly object: DataObject; readonly index: number }[]>;
  /** For each target of the lookup: objects, and beside each the index of its representation. */
  readonly objects: DataObject[][];
  readonly representationIndices: number[][];
  /** For each target: the objects whose fields are not shared with an earlier one. Filled when the answer is there. */
  readonly first: DataObject[][];
  /** What the subgraph answered, one for each representation; null: nothing that could be used. */
  entities: readonly unknown[] | null;
}

/** An empty batch for a lookup. */
export const openBatch = ({ targets }: CompiledLookup): LookupBatch => ({
  representations: [],
  indices: new Map(),
  byKey: new Map(),
  objects: targets.map(() => []),
  representationIndices: targets.map(() => []),
  first: targets.map(() => []),
  entities: null,
});

/** Asks for an object; answers false when the lookup cannot represent it. */
export function addToBatch(batch: LookupBatch, lookup: CompiledLookup, target: number, object: DataObject): boolean {
  const represent = lookup.represent(ownField(object, '__typename'));
  const index = knownIndex(batch, represent, object) ?? newIndex(batch, represent, object);
  if (index === null) return false;
  batch.objects[target]?.push(object);
  batch.representationIndices[target]?.push(index);
  return true;
}

/** Most objects of a list are equal to one before: then their fields are compared, and no text is made. */
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

/** The objects that a representation stands for, at one target. */
export function objectsOf(batch: LookupBatch, target: number, index: number): DataObject[] {
  const representationIndices = batch.representationIndices[target] ?? [];
  return (batch.objects[target] ?? []).filter((_, at) => representationIndices[at] === index);
}
