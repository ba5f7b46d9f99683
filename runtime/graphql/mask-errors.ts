import { types } from 'node:util';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isTransient } from '../database/database-errors.ts';
import { fault, isFault } from '../executor/faults.ts';

/** Faults pass unchanged; any other error is logged with the request id, and the caller sees only a fault code. */
export function maskError(error: GraphQLError, log: Logger, requestId: string | undefined): GraphQLError {
  if (isFault(error)) return error;
  const masked = faultFor(error);
  if (masked.extensions['code'] === 'INTERNAL')
    log.error({ err: error.originalError ?? error, requestId, path: error.path }, 'a request failed');
  if (masked.extensions['code'] === 'UNAVAILABLE')
    log.warn({ err: error.originalError ?? error, requestId, path: error.path }, 'a request failed for now');
  const { nodes, path } = error;
  return new GraphQLError(masked.message, { nodes: nodes ?? null, path: path ?? null, extensions: masked.extensions });
}

/** An exception from outside execution as a fault: it is the server's own failure. */
export function maskThrown(thrown: unknown, log: Logger, requestId: string | undefined): GraphQLError {
  if (thrown instanceof GraphQLError && isFault(thrown)) return thrown;
  const originalError = types.isNativeError(thrown) ? thrown : new Error(String(thrown));
  const { message, extensions } = maskError(new GraphQLError('', { originalError, path: [] }), log, requestId);
  return new GraphQLError(message, { extensions });
}

function faultFor(error: GraphQLError): GraphQLError {
  if (error.originalError !== undefined && isTransient(error.originalError))
    return fault('UNAVAILABLE', 'Temporarily unavailable. Try again.');
  // Only execution adds a path to errors: without one, the document or its variables are invalid.
  if (error.path === undefined) return fault('BAD_USER_INPUT', error.message);
  return fault('INTERNAL', 'An internal error occurred.');
}

/** A result with its errors masked. */
export function maskResult(result: ExecutionResult, log: Logger, requestId: string | undefined): ExecutionResult {
  if (result.errors === undefined) return result;
  return { ...result, errors: result.errors.map((error) => maskError(error, log, requestId)) };
}
