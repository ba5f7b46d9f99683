import { createHash } from 'node:crypto';
import { Supergraph as FederatedSupergraph, type Schema } from '@apollo/federation-internals';
import { buildASTSchema, type DocumentNode, type GraphQLSchema, isTypeSystemExtensionNode, parse } from 'graphql';
import { atOnce } from '../../runtime/resilience/in-steps.ts';
import { accessDirectivesOf, withoutAccessDirectives } from './access-directives.ts';
import { readAccessRules } from './access-rules.ts';
import { readBlindConditions } from './blind-conditions.ts';
import { readCostRules } from './cost-rules.ts';
import { createPlanner } from './create-planner.ts';
import { keepDigitsOfDefaults } from './exact-defaults.ts';
import { readFieldSets } from './field-sets.ts';
import { publicFieldsOf } from './public-fields.ts';
import { withRequirementVariants } from './requirement-variants.ts';
import { renamedRootTypes, withRootTypes } from './root-types.ts';
import { type Supergraph, SupergraphError } from './supergraph.ts';
import { withoutUnresolvableKeys } from './unresolvable-keys.ts';

/**
 * Builds everything that serving a composed schema needs.
 *
 * @throws SupergraphError when the text is not a Federation 2 supergraph, or uses a security feature that this gateway
 * does not enforce.
 */
export const buildSupergraph = (sdl: string): Supergraph => atOnce(supergraphInSteps(sdl));

/** The same in steps, so that other work can run between them. */
export function* supergraphInSteps(sdl: string): Generator<void, Supergraph> {
  try {
    const full = parse(sdl, { noLocation: true });
    const directives = accessDirectivesOf(full);
    const stripped = withoutAccessDirectives(full, directives);
    const rootTypes = renamedRootTypes(full);
    const keyed = withoutUnresolvableKeys(stripped);
    const { document: planned, variants } = withRequirementVariants(withRootTypes(keyed, rootTypes));
    yield;
    const served = federated(keyed, true);
    yield;
    // Validated already.
    const supergraph = planned === keyed ? served : federated(planned, false);
    yield;
    const plannerSchema = supergraph.apiSchema();
    yield;
    const apiSchema = executableSchema(supergraph === served ? plannerSchema : served.apiSchema());
    keepDigitsOfDefaults(apiSchema, full);
    yield;
    const fullSchema = executableSchema(supergraph.schema, planned);
    yield;
    const planner = createPlanner(supergraph);
    yield;
    const subgraphs = supergraph.subgraphsMetadata().map(({ name, url }) => ({ name, url }));
    return {
      hash: createHash('sha256').update(sdl).digest('hex'),
      sdl,
      apiSchema,
      plannerSchema,
      rootTypes,
      isBlindCondition: readBlindConditions(full),
      fullSchema,
      planner,
      access: readAccessRules(full, directives, apiSchema),
      publicFields: publicFieldsOf(full),
      fieldSets: readFieldSets(planned, variants),
      costs: readCostRules(full, apiSchema),
      subgraphs,
      urls: new Map(subgraphs.map(({ name, url }) => [name, url])),
    };
  } catch (error) {
    throw new SupergraphError(`Not a supergraph that can be served: ${oneLine(error)}`, { cause: error });
  }
}

const federated = (supergraph: DocumentNode, validateSupergraph: boolean): FederatedSupergraph =>
  FederatedSupergraph.build(supergraph, { supportedFeatures: SUPPORTED_FEATURES, validateSupergraph });

/**
 * Builds the executable form of a schema that Apollo's library has validated, without validating its text again.
 * `document` is its text, where that is at hand.
 */
function executableSchema(schema: Schema, document: DocumentNode = schema.toAST()): GraphQLSchema {
  // An extension without a definition is for that library to complete.
  if (document.definitions.some(isTypeSystemExtensionNode)) return schema.toGraphQLJSSchema();
  return buildASTSchema(document, { assumeValidSDL: true });
}

/** Maximum length of the reason in an error message. */
const MAX_REASON_LENGTH = 1_000;

/** Joins a message into one line: Apollo's messages have the reason below "Caused by", and hints for their own developers. */
const oneLine = (error: unknown): string =>
  (error instanceof Error ? error.message : String(error))
    .split('\n')
    .map((line) => line.trim())
    .filter((line) => line !== '' && !line.startsWith('Re-run with environment variable'))
    .join(' ')
    .replace('.. Caused by:', '. Caused by:')
    .slice(0, MAX_REASON_LENGTH);

/** Features that the planner supports. Access features are absent on purpose: the gateway enforces and removes them. */
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
