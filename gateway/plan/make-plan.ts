import { types } from 'node:util';
import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import { withRootTypes } from '../supergraph/root-types.ts';
import type { Supergraph } from '../supergraph/supergraph.ts';
import { withVariantsResolved } from './resolve-variants.ts';

/**
 * Plans one operation without conditions, synchronously: usually in milliseconds, but in seconds where objects can be
 * reached in many ways.
 *
 * @throws an error that `isTooManyWays` recognizes when there are too many of these.
 */
export function makePlan(
  {
    plannerSchema,
    planner,
    rootTypes,
    fieldSets,
  }: Pick<Supergraph, 'plannerSchema' | 'planner' | 'rootTypes' | 'fieldSets'>,
  document: DocumentNode,
): QueryPlan {
  const planned = withRootTypes(document, rootTypes);
  const operation = operationFromDocument(plannerSchema, planned, { validate: false });
  return withVariantsResolved(planner.buildQueryPlan(operation), fieldSets);
}

/** Whether the planner gave up because it would have had to follow too many paths. */
export const isTooManyWays = (error: unknown): boolean =>
  types.isNativeError(error) && error.message.startsWith('Too many options generated');
