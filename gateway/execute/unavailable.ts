import type { GraphQLFormattedError } from 'graphql';
import { fault } from '../../runtime/faults.ts';

/** What a client is told of a subgraph that did not answer as it must. */
export const unavailableError = (): GraphQLFormattedError =>
  fault('SUBGRAPH_UNAVAILABLE', 'A part of the answer is not available for a moment; try again.').toJSON();
