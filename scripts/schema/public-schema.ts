import { Supergraph } from '@apollo/federation-internals';
import { type GraphQLSchema, parse } from 'graphql';
import { accessDirectivesOf } from '../../gateway/supergraph/access-directives.ts';
import {
  type AccessRules,
  type DeclaredRequirements,
  declaredRequirements,
  readAccessRules,
} from '../../gateway/supergraph/access-rules.ts';
import { type CostDirectives, readCostDirectives } from '../../gateway/supergraph/cost-directives.ts';
import { type CostRules, readCostRules } from '../../gateway/supergraph/cost-rules.ts';
import { type CompositionProblem, composeSources } from '../compose.ts';

import type { Snapshot } from './snapshot.ts';

/** What a supergraph promises to clients: its schema, who may select what, and what that costs. */
export interface PublicContract {
  readonly schema: GraphQLSchema;
  /** What a caller needs, by the coordinates that a directive stands at. */
  readonly declaredAccess: DeclaredRequirements;
  readonly access: AccessRules;
  readonly declaredCosts: CostDirectives;
  readonly costs: CostRules;
}

/** What a snapshot composes to; both null where there is no supergraph yet. */
export type Composed =
  | { readonly contract: PublicContract; readonly supergraphSdl: string }
  | { readonly contract: null; readonly supergraphSdl: null };

/** Composes a snapshot and takes away what federation and `@inaccessible` hide; or answers why it does not compose. */
export function publicContract({
  sources,
}: Pick<Snapshot, 'sources'>): Composed | { readonly errors: readonly CompositionProblem[] } {
  if (sources === null) return { contract: null, supergraphSdl: null };
  const composition = composeSources(sources);
  if ('errors' in composition) return composition;
  const { supergraphSdl } = composition;
  const supergraph = parse(supergraphSdl, { noLocation: true });
  // Null: every feature. The access directives are the gateway's to enforce; here they only have to be read.
  const schema = Supergraph.build(supergraph, { supportedFeatures: null }).apiSchema().toGraphQLJSSchema();
  const directives = accessDirectivesOf(supergraph);
  return {
    supergraphSdl,
    contract: {
      schema,
      declaredAccess: declaredRequirements(supergraph, directives),
      access: readAccessRules(supergraph, directives, schema),
      declaredCosts: readCostDirectives(supergraph),
      costs: readCostRules(supergraph, schema),
    },
  };
}
