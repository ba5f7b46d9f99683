import type { ExecutionResult, GraphQLError } from 'graphql';
import { fault } from '../executor/faults.ts';

const MARK = 'refusedCaller';

/** A served subgraph's refusal of a request without a valid caller token. It says nothing of the client. */
export const callerRefusal = (): GraphQLError => fault('UNAUTHENTICATED', 'Only a gateway may ask.', { [MARK]: true });

/**
 * Whether a result is that refusal. Anything else that is `UNAUTHENTICATED`, with whatever status, is meant for the
 * client: a resolver, or a subgraph that is not ours, wants a sign-in.
 */
export const isCallerRefusal = ({ errors }: ExecutionResult): boolean => errors?.[0]?.extensions?.[MARK] === true;
