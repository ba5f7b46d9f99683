import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { SelectedFields } from '../compile/selected-fields.ts';
import type { DataObject } from './data-object.ts';
import type { FetchedObjects } from './failures.ts';
import type { ProgramRun } from './program-run.ts';

/** A fetch that is to give a value at a place, and how it went for each object that it was to ask about. */
export interface Supplier {
  readonly service: string;
  readonly step: number;
  /** Position in the step; null for a step that is one fetch of the plan. */
  readonly lookup: number | null;
  /** How many keys lead to its objects. */
  readonly depth: number;
  /** What it had to know of an object; null where nothing is asked about objects. */
  readonly requires: readonly QueryPlanSelectionNode[] | null;
  outcomeOf(object: DataObject): Outcome;
}

/**
 * `unasked`: too little was known of the object; `failed`: nothing came that could be used; `absent`: the subgraph has
 * no such entity; `given`: it told something of it.
 */
export type Outcome = 'not-requested' | 'failed' | 'absent' | 'given';

/** Finds who is to give the values of a place, which is named by its keys, without positions. */
export function createFindSuppliers(run: ProgramRun): (keys: readonly string[]) => readonly Supplier[] {
  const known = new Map<string, readonly Supplier[]>();
  const all = suppliersOf(run);
  return (keys) => {
    const name = keys.join('.');
    const found = known.get(name) ?? all.filter((each) => gives(each, keys));
    known.set(name, found);
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

/** Made when it is first used: most suppliers are never asked. */
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
