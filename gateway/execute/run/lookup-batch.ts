import type { Representation } from '../compile/represent.ts';
import type { CompiledLookup, Target } from '../compile/steps.ts';
import type { DataObject } from './collect.ts';

/** What one lookup asks in one run: each representation once, and the objects it stands for. */
export interface LookupBatch {
  readonly representations: Representation[];
  /** By the representation's text. */
  readonly indices: Map<string, number>;
  /** For each target of the lookup: objects, and beside each the index of its representation. */
  readonly objects: DataObject[][];
  readonly asked: number[][];
  /** For each target: the objects whose fields are not shared with an earlier one. Filled when the answer is there. */
  readonly first: DataObject[][];
}

/** An empty batch for a lookup. */
export const openBatch = ({ targets }: CompiledLookup): LookupBatch => ({
  representations: [],
  indices: new Map(),
  objects: targets.map(() => []),
  asked: targets.map(() => []),
  first: targets.map(() => []),
});

/** Asks for an object. */
export function askFor(batch: LookupBatch, target: number, object: DataObject, representation: Representation): void {
  let index = batch.indices.get(representation.text);
  if (index === undefined) {
    index = batch.representations.push(representation) - 1;
    batch.indices.set(representation.text, index);
  }
  batch.objects[target]?.push(object);
  batch.asked[target]?.push(index);
}

/** The objects that a representation stands for, at one target. */
export function objectsAskedBy(batch: LookupBatch, target: number, index: number): DataObject[] {
  const asked = batch.asked[target] ?? [];
  return (batch.objects[target] ?? []).filter((_, at) => asked[at] === index);
}

/** The targets that a lookup has objects at. */
export const usedTargets = (batch: LookupBatch, targets: readonly Target[]): readonly number[] =>
  targets.flatMap((_, at) => ((batch.objects[at]?.length ?? 0) > 0 ? [at] : []));
