import type { ExecutionResult, GraphQLError } from 'graphql';
import { fault } from '../executor/faults.ts';

const MARK = 'refusedCaller';

/** Refuses a request to a served subgraph that has no valid caller token. It says nothing about the client. */
export const callerRefusal = (): GraphQLError => fault('UNAUTHENTICATED', 'Only a gateway may ask.', { [MARK]: true });

/**
 * Whether a result is that refusal. Any other `UNAUTHENTICATED` result, whatever its status, is for the client: a resolver,
 * or a subgraph of another project, requires the user to sign in.
 */
export const isCallerRefusal = ({ errors }: ExecutionResult): boolean => errors?.[0]?.extensions?.[MARK] === true;
