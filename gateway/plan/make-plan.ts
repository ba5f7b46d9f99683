import { types } from 'node:util';
import { operationFromDocument } from '@apollo/federation-internals';
import type { QueryPlan } from '@apollo/query-planner';
import type { DocumentNode } from 'graphql';
import type { Supergraph } from '../supergraph.ts';

/**
 * Plans one operation, which has no conditions any more. Takes this thread for milliseconds, and for seconds where objects
 * can be reached in many ways.
 *
 * @throws an error that `isTooManyWays` knows when there are too many of these.
 */
export const makePlan = (
  { plannerSchema, planner }: Pick<Supergraph, 'plannerSchema' | 'planner'>,
  document: DocumentNode,
): QueryPlan => planner.buildQueryPlan(operationFromDocument(plannerSchema, document, { validate: false }));

/** Whether planning gave up since it had to follow too many ways at a time. */
export const isTooManyWays = (error: unknown): boolean =>
  types.isNativeError(error) && error.message.startsWith('Too many options generated');
