import type { QueryPlanSelectionNode } from '@apollo/query-planner';
import type { FetchRecord } from './fetch-records.ts';
import type { LookupText } from './lookup-text.ts';
import type { Represent } from './represent.ts';
import type { SelectedFields } from './selected-fields.ts';

/** Where answers go. */
export interface Target {
  readonly pathIndex: number;
  /** Whether others put objects where this lookup does; if not, equal objects may be one. */
  readonly hasSeveralWriters: boolean;
}

/** Where the answers of a lookup go. */
interface LookupTarget extends Target {
  /** Keys that only the answer to the client reads: null there is what an entity says that was not found. */
  readonly unread: readonly string[];
}

/** One `_entities` field, ready to run. */
export interface CompiledLookup {
  /** What must be known of an object to ask for it. */
  readonly requires: readonly QueryPlanSelectionNode[];
  /** By the object's type name. */
  represent(typeName: unknown): Represent;
  readonly fields: SelectedFields;
  readonly targets: readonly LookupTarget[];
  /** Positions in the step of lookups that are asked instead for objects which this one cannot represent. */
  readonly fallbackLookups: readonly number[];
}

/** What every step has. */
export interface StepBase {
  readonly service: string;
  /** How many steps must be over before. */
  readonly waitsFor: number;
  /** Steps that wait for this one. */
  readonly next: readonly number[];
  /** Places whose objects may be others afterwards. */
  readonly invalidates: readonly number[];
}

/** A request to one subgraph: lookups together, or one fetch of the plan as it stands. */
export type Step =
  | (StepBase & {
      readonly kind: 'lookups';
      /** Those that only stand in for others are last. */
      readonly lookups: readonly CompiledLookup[];
      /** How many are asked for every object. */
      readonly primaryCount: number;
      textFor(wanted: readonly number[]): LookupText;
    })
  | (StepBase & { readonly kind: 'single'; readonly single: SingleFetch });

/** A fetch of the plan as it stands. */
export interface SingleFetch extends Target {
  readonly record: FetchRecord;
  /** Null for one that is about a root type. */
  readonly represent: ((typeName: unknown) => Represent) | null;
}
