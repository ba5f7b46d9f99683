import { createHash } from 'node:crypto';
import { Supergraph as FederatedSupergraph, type Schema } from '@apollo/federation-internals';
import { QueryPlanner } from '@apollo/query-planner';
import { type GraphQLSchema, parse } from 'graphql';
import { accessDirectivesOf, withoutAccessDirectives } from './limits/access-directives.ts';
import { type AccessRules, readAccessRules } from './limits/access-rules.ts';
import { type CostRules, readCostRules } from './limits/cost-rules.ts';
import { keepDigitsOfDefaults } from './plan/exact-defaults.ts';
import { type FieldSets, readFieldSets } from './plan/field-sets.ts';
import { publicFieldsOf } from './subscribe/public-operation.ts';
import { atOnce } from './swap/in-steps.ts';

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
  /** The same as `apiSchema`, in the form that the planner reads. */
  readonly plannerSchema: Schema;
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

/**
 * Builds everything that serving a composed schema needs.
 *
 * @throws SupergraphError when the text is not a Federation 2 supergraph, or uses a security feature that this gateway
 * does not enforce.
 */
export const buildSupergraph = (sdl: string): Supergraph => atOnce(supergraphInSteps(sdl));

/** The same in steps, so that who builds beside other work can let it go on between them. */
export function* supergraphInSteps(sdl: string): Generator<void, Supergraph> {
  try {
    const full = parse(sdl, { noLocation: true });
    const directives = accessDirectivesOf(full);
    const stripped = withoutAccessDirectives(full, directives);
    yield;
    const supergraph = FederatedSupergraph.build(stripped, {
      supportedFeatures: SUPPORTED_FEATURES,
      validateSupergraph: true,
    });
    yield;
    const plannerSchema = supergraph.apiSchema();
    yield;
    const apiSchema = plannerSchema.toGraphQLJSSchema();
    keepDigitsOfDefaults(apiSchema, full);
    yield;
    const fullSchema = supergraph.schema.toGraphQLJSSchema();
    yield;
    const planner = new QueryPlanner(supergraph, {
      generateQueryFragments: false,
      debug: { pathsLimit: MAX_PLANNER_PATHS, maxEvaluatedPlans: MAX_EVALUATED_PLANS },
    });
    yield;
    const subgraphs = supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url }));
    return {
      hash: createHash('sha256').update(sdl).digest('hex'),
      sdl,
      apiSchema,
      plannerSchema,
      fullSchema,
      planner,
      access: readAccessRules(full, directives, apiSchema),
      publicFields: publicFieldsOf(full),
      fieldSets: readFieldSets(full),
      costs: readCostRules(full, apiSchema),
      subgraphs,
      urls: new Map(subgraphs.map(({ name, url }) => [name, url])),
    };
  } catch (error) {
    throw new SupergraphError(`Not a supergraph that can be served: ${firstLine(error)}`, { cause: error });
  }
}

/**
 * Ways to one field that the planner may follow at a time. Without a bound it takes minutes and gigabytes for six nested
 * fields of an interface object (seen with 2.14.4); up to this many take it a second.
 */
const MAX_PLANNER_PATHS = 2_000;

/**
 * Whole plans of one operation that the planner compares; beyond them it takes the first way where there are several. With
 * its own 10,000 an operation of half a kilobyte takes 26 s over six subgraphs, and a quarter of a second with this many.
 */
const MAX_EVALUATED_PLANS = 100;

const firstLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error)).split('\n', 1)[0] ?? '';

/** What the planner executes rightly. The access features are missing on purpose: they are ours, and stripped before. */
const SUPPORTED_FEATURES: ReadonlySet<string> & Set<string> = new Set([
  'https://specs.apollo.dev/core/v0.1',
  'https://specs.apollo.dev/core/v0.2',
  ...['v0.1', 'v0.2', 'v0.3', 'v0.4', 'v0.5'].map((version) => `https://specs.apollo.dev/join/${version}`),
  ...['v0.1', 'v0.2', 'v0.3'].map((version) => `https://specs.apollo.dev/tag/${version}`),
  ...['v0.1', 'v0.2'].map((version) => `https://specs.apollo.dev/inaccessible/${version}`),
  'https://specs.apollo.dev/context/v0.1',
  'https://specs.apollo.dev/cost/v0.1',
  'https://specs.apollo.dev/cacheTag/v0.1',
]);
