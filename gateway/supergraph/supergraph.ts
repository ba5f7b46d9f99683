import type { Schema } from '@apollo/federation-internals';
import type { QueryPlanner } from '@apollo/query-planner';
import type { GraphQLSchema } from 'graphql';
import type { AccessRules } from './access-rules.ts';
import type { IsBlindCondition } from './blind-conditions.ts';
import type { CostRules } from './cost-rules.ts';
import type { FieldSets } from './field-sets.ts';
import type { RootTypeNames } from './root-types.ts';

/** A subgraph's name and address in a supergraph. */
export interface SubgraphAddress {
  readonly name: string;
  /** The address in the supergraph; may be empty. */
  readonly url: string;
}

/** One composed schema, ready to be served. Immutable: a swap replaces it. */
export interface Supergraph {
  /** Identifies the supergraph. */
  readonly hash: string;
  /** The text that it was built from. */
  readonly sdl: string;
  /** The schema that clients see. */
  readonly apiSchema: GraphQLSchema;
  /** The API schema in the planner's own representation, with the root type names that it needs. */
  readonly plannerSchema: Schema;
  /** Finds type conditions that not every subgraph can decide; null when there are none. */
  readonly isBlindCondition: IsBlindCondition | null;
  /** Root types that do not have the usual names. */
  readonly rootTypes: RootTypeNames;
  /** The schema with federation details, used for entity representations. */
  readonly fullSchema: GraphQLSchema;
  readonly planner: QueryPlanner;
  /** Access rules, read before the directives are removed for the planner. */
  readonly access: AccessRules;
  /** Coordinates (`Type.field`) of fields that are the same for every caller. */
  readonly publicFields: ReadonlySet<string>;
  /** Keys and requirements that subgraphs need from each other. */
  readonly fieldSets: FieldSets;
  /** Cost rules, read from the full supergraph because the API schema has no directives. */
  readonly costs: CostRules;
  readonly subgraphs: readonly SubgraphAddress[];
  /** Subgraph addresses by name. */
  readonly urls: ReadonlyMap<string, string>;
}

/** Thrown for a supergraph that cannot be served; the message is a single line. */
export class SupergraphError extends Error {
  override readonly name = 'SupergraphError';
}
