import type { Schema } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { AccessRules } from './access-rules.ts';
import type { IsBlindCondition } from './blind-conditions.ts';
import type { CostRules } from './cost-rules.ts';
import type { FieldSets } from './field-sets.ts';
import type { RootTypeNames } from './root-types.ts';

/** A subgraph as a supergraph names it. */
export interface SubgraphAddress {
  readonly name: string;
  /** As written in the supergraph; may be empty. */
  readonly url: string;
}

/** One composed schema, ready to serve. Never changes: a new one takes its place. */
export interface Supergraph {
  /** Tells two supergraphs apart. */
  readonly hash: string;
  /** What it was built from. */
  readonly sdl: string;
  /** What clients see. */
  readonly apiSchema: GraphQLSchema;
  /** The same as `apiSchema`, in the form that the planner reads, with the names that it needs. */
  readonly plannerSchema: Schema;
  /** Conditions that not every subgraph can decide; null when there are none. */
  readonly isBlindCondition: IsBlindCondition | null;
  /** What root types are called that have other names. */
  readonly rootTypes: RootTypeNames;
  /** Types with their federation details; entity representations are made by it. */
  readonly fullSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** Read from the supergraph as given, before the planner's copy loses its access directives. */
  readonly access: AccessRules;
  /** Coordinates (`Type.field`) of what is the same for everybody. */
  readonly publicFields: ReadonlySet<string>;
  /** What subgraphs need of one another. */
  readonly fieldSets: FieldSets;
  /** Read from the supergraph as given, since the API schema has no directives. */
  readonly costs: CostRules;
  readonly subgraphs: readonly SubgraphAddress[];
  /** Addresses by name, as `subgraphs` has them. */
  readonly urls: ReadonlyMap<string, string>;
}

/** A supergraph that cannot be served; the message is one line. */
export class SupergraphError extends Error {
  override readonly name = 'SupergraphError';
}
