import { GraphQLError, type GraphQLErrorOptions, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { type FaultCode, isFaultCode } from '../../runtime/executor/faults.ts';

/** Replaces messages of subgraph errors that would expose names and addresses. */
const MESSAGES: Readonly<Partial<Record<FaultCode, string>>> = {
  SUBGRAPH_UNAVAILABLE: 'A part of the answer is not available for a moment; try again.',
};

/** Errors with codes that the operator passes on: transports send them unchanged. */
const passedErrors = new WeakSet<object>();

/** Decides what of an error a client sees, and where the rest is logged. */
export interface ErrorDisclosure {
  readonly log: Logger;
  readonly requestId: string | undefined;
  /** Error codes of subgraphs that are passed on in addition to the closed list; absent: none. */
  readonly subgraphCodes?: ReadonlySet<string> | undefined;
  /** In development, the subgraph that the error comes from, named when it is unavailable. */
  readonly subgraph?: string | undefined;
}

const unavailableOf = (subgraph: string): string =>
  `The subgraph "${subgraph}" is not available for a moment; try again.`;

/**
 * Converts an error for the client: a code of the closed list, or one that the operator passes on, and no names, addresses
 * or stacks. Any other error is logged with the request id and reaches the client as `INTERNAL`.
 */
export function clientError(
  error: GraphQLFormattedError | GraphQLError | unknown,
  { log, requestId, subgraph, subgraphCodes }: ErrorDisclosure,
): GraphQLError {
  if (error instanceof GraphQLError && passedErrors.has(error)) return error;
  const { message, path, extensions } = isErrorLike(error)
    ? error
    : { message: '', path: undefined, extensions: undefined };
  const code = extensions?.['code'];
  const at = knownPath(path);
  if (isFaultCode(code) && code !== 'INTERNAL') {
    const explanation =
      code === 'SUBGRAPH_UNAVAILABLE' && subgraph !== undefined ? unavailableOf(subgraph) : MESSAGES[code];
    return located(error, explanation ?? message, { ...(at && { path: at }), extensions: disclosed(code, extensions) });
  }
  if (typeof code === 'string' && subgraphCodes?.has(code) === true) {
    const passed = located(error, message, { ...(at && { path: at }), extensions: disclosed(code, extensions) });
    passedErrors.add(passed);
    return passed;
  }
  // A subgraph that returns INTERNAL has logged the reason itself, with the same request id.
  if (code !== 'INTERNAL') log.error({ err: error, path, requestId }, 'Masked an error');
  return internalError(at, requestId);
}

/** The error for an internal fault: it carries only the request id to find the reason in the log. */
export function internalError(
  path: readonly (string | number)[] | undefined,
  requestId: string | undefined,
): GraphQLError {
  return new GraphQLError('Internal server error.', {
    ...(path && path.length > 0 && { path }),
    extensions: { code: 'INTERNAL', ...(requestId && { requestId }) },
  });
}

/** A new error with the document location of another one. */
export function located(from: unknown, message: string, options: GraphQLErrorOptions): GraphQLError {
  if (!(from instanceof GraphQLError)) return new GraphQLError(message, options);
  const { nodes = null, source = null, positions = null } = from;
  return new GraphQLError(message, { ...options, nodes, source, positions });
}

/** The extensions that a client may see: the code, and whether and when to retry. */
function disclosed(code: string, extensions: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const retryable = extensions?.['retryable'];
  const retryAfter = extensions?.['retryAfter'];
  return {
    code,
    ...(typeof retryable === 'boolean' && { retryable }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
  };
}

/** A path up to the first `@`, the planner's notation for list positions. */
function knownPath(path: readonly (string | number)[] | null | undefined): (string | number)[] | undefined {
  if (!Array.isArray(path)) return undefined;
  const end = path.indexOf('@');
  return end === -1 ? [...path] : path.slice(0, end);
}

const isErrorLike = (error: unknown): error is GraphQLFormattedError =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
