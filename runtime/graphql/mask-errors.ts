import { types } from 'node:util';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isTransient } from '../database/database-errors.ts';
import { fault, isFault } from '../executor/faults.ts';

/** Faults pass; anything else is logged with the request id and reaches the caller as a code of the closed list only. */
export function maskError(error: GraphQLError, log: Logger, requestId: string | undefined): GraphQLError {
  if (isFault(error)) return error;
  const known = faultFor(error);
  if (known.extensions['code'] === 'INTERNAL')
    log.error({ err: error.originalError ?? error, requestId, path: error.path }, 'a request failed');
  if (known.extensions['code'] === 'UNAVAILABLE')
    log.warn({ err: error.originalError ?? error, requestId, path: error.path }, 'a request failed for now');
  const { nodes, path } = error;
  return new GraphQLError(known.message, { nodes: nodes ?? null, path: path ?? null, extensions: known.extensions });
}

/** What was thrown around execution, as a fault: nobody but us is to blame for it. */
export function maskThrown(thrown: unknown, log: Logger, requestId: string | undefined): GraphQLError {
  if (thrown instanceof GraphQLError && isFault(thrown)) return thrown;
  const originalError = types.isNativeError(thrown) ? thrown : new Error(String(thrown));
  const { message, extensions } = maskError(new GraphQLError('', { originalError, path: [] }), log, requestId);
  return new GraphQLError(message, { extensions });
}

function faultFor(error: GraphQLError): GraphQLError {
  if (error.originalError !== undefined && isTransient(error.originalError))
    return fault('UNAVAILABLE', 'Not available for a moment; try again.');
  // Only execution gives errors a path: without one the document or its variables are at fault.
  if (error.path === undefined) return fault('BAD_USER_INPUT', error.message);
  return fault('INTERNAL', 'Something went wrong on our side.');
}

/** A result with its errors masked. */
export function maskResult(result: ExecutionResult, log: Logger, requestId: string | undefined): ExecutionResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => maskError(error, log, requestId)) };
}
