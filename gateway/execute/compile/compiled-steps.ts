import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { FetchRecord } from './fetch-records.ts';
import type { LookupText } from './lookup-text.ts';
import type { Represent } from './represent.ts';
import type { SelectedFields } from './selected-fields.ts';

/** The path that results are written to. */
export interface Target {
  readonly pathIndex: number;
  /** Whether another fetch writes objects at the same path. If not, equal objects may be merged. */
  readonly hasSeveralWriters: boolean;
}

/** The path that the entities of a lookup are written to. */
interface LookupTarget extends Target {
  /** Keys that no other fetch reads: they become null when the entity does not exist. */
  readonly unread: readonly string[];
}

/** One compiled `_entities` field. */
export interface CompiledLookup {
  /** The fields of an object that make up its representation. */
  readonly requires: readonly QueryPlanSelectionNode[];
  /** Finds how to represent an object by its type name. */
  represent(typeName: unknown): Represent;
  readonly fields: SelectedFields;
  readonly targets: readonly LookupTarget[];
  /** Indices of lookups in the same step for objects that this lookup cannot represent. */
  readonly fallbackLookups: readonly number[];
}

/** Properties of every step. */
export interface StepBase {
  readonly service: string;
  /** Number of steps that must finish first. */
  readonly waitsFor: number;
  /** Steps that wait for this one. */
  readonly next: readonly number[];
  /** Indices of the object paths whose lists this step makes stale. */
  readonly invalidates: readonly number[];
}

/** One request to a subgraph: joined lookups, or a single fetch of the plan. */
export type Step =
  | (StepBase & {
      readonly kind: 'lookups';
      /** Primary lookups first, then fallback lookups. */
      readonly lookups: readonly CompiledLookup[];
      /** Number of primary lookups. */
      readonly primaryCount: number;
      textFor(lookupIndices: readonly number[]): LookupText;
    })
  | (StepBase & { readonly kind: 'single'; readonly single: SingleFetch });

/** A fetch of the plan that is sent unchanged. */
export interface SingleFetch extends Target {
  readonly record: FetchRecord;
  /** Null for a fetch of root fields. */
  readonly represent: ((typeName: unknown) => Represent) | null;
}
