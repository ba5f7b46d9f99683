import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { SelectedFields } from '../compile/selected-fields.ts';
import type { DataObject } from './data-object.ts';
import type { FetchedObjects } from './failures.ts';
import type { ProgramRun } from './program-run.ts';

/** A fetch that supplies a field, and its outcome for each object. */
export interface Supplier {
  readonly service: string;
  readonly step: number;
  /** Index of the lookup in the step; null for a single fetch. */
  readonly lookup: number | null;
  /** Number of keys that lead to its objects. */
  readonly depth: number;
  /** The required fields of an object; null for a fetch of root fields. */
  readonly requires: readonly QueryPlanSelectionNode[] | null;
  outcomeOf(object: DataObject): Outcome;
}

/**
 * `not-requested`: required fields of the object were missing; `failed`: no usable result; `absent`: the subgraph has no
 * such entity; `given`: the subgraph returned the entity.
 */
export type Outcome = 'not-requested' | 'failed' | 'absent' | 'given';

/** Finds the fetches that supply the field at a path of response keys. */
export function createFindSuppliers(run: ProgramRun): (keys: readonly string[]) => readonly Supplier[] {
  const cache = new Map<string, readonly Supplier[]>();
  const all = suppliersOf(run);
  return (keys) => {
    const name = keys.join('.');
    const found = cache.get(name) ?? all.filter((each) => gives(each, keys));
    cache.set(name, found);
    return found;
  };
}

interface Candidate extends Supplier {
  readonly path: readonly string[];
  readonly fields: SelectedFields;
}

function gives({ path, fields }: Candidate, keys: readonly string[]): boolean {
  if (keys.length <= path.length || path.some((key, at) => key !== keys[at])) return false;
  let level: SelectedFields | null | undefined = fields;
  for (const key of keys.slice(path.length, -1)) level = level?.get(key)?.fields;
  return level?.has(keys.at(-1) ?? '') === true;
}

function suppliersOf(run: ProgramRun): Candidate[] {
  const { steps, collectors } = run.program;
  return steps.flatMap((step, at): Candidate[] => {
    const { service } = step;
    if (step.kind === 'single') {
      const { node, path, fields } = step.single.record;
      const requires = node.requires ?? null;
      const outcomeOf = createOutcomeOf(run.fetched[at] ?? []);
      return [{ service, step: at, lookup: null, depth: path.length, requires, path, fields, outcomeOf }];
    }
    return step.lookups.flatMap(({ targets, fields, requires }, lookup) =>
      targets.map((target, index): Candidate => {
        const path = collectors[target.pathIndex]?.path ?? [];
        const batch = run.batches[at]?.[lookup];
        const objects = (batch?.objects[index] ?? []).map((object) => [object]);
        const entities =
          batch?.entities == null
            ? null
            : (batch.representationIndices[index] ?? []).map((each) => batch.entities?.[each]);
        const outcomeOf = createOutcomeOf([{ objects, entities }]);
        return { service, step: at, lookup, depth: path.length, requires, path, fields, outcomeOf };
      }),
    );
  });
}

/** Built on first use: most suppliers are never consulted. */
function createOutcomeOf(fetched: readonly FetchedObjects[]): Supplier['outcomeOf'] {
  let outcomes: Map<DataObject, Outcome> | null = null;
  return (object) => {
    outcomes ??= new Map(
      fetched.flatMap(({ objects, entities }) =>
        objects.flatMap((same, at) => same.map((each) => [each, outcomeIn(entities, at)] as const)),
      ),
    );
    return outcomes.get(object) ?? 'not-requested';
  };
}

function outcomeIn(entities: readonly unknown[] | null, at: number): Outcome {
  if (entities === null) return 'failed';
  return entities[at] === null ? 'absent' : 'given';
}
