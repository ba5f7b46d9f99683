import { GraphQLError, type GraphQLErrorOptions, type GraphQLFormattedError } from 'graphql';
import type { Logger } from 'pino';
import { type FaultCode, isFaultCode } from '../../runtime/executor/faults.ts';

/** Said in our words alone: what comes from below names subgraphs and addresses. */
const MESSAGES: Readonly<Partial<Record<FaultCode, string>>> = {
  SUBGRAPH_UNAVAILABLE: 'A part of the answer is not available for a moment; try again.',
};

/** Errors with codes that were let through: a transport, which knows no such codes, sends them as they are. */
const letThrough = new WeakSet<object>();

/** Decides what of an error reaches a client, and where the rest goes. */
export interface ErrorDisclosure {
  readonly log: Logger;
  readonly requestId: string | undefined;
  /** Codes beside the closed list that subgraphs' errors may have. Absent: none. */
  readonly subgraphCodes?: ReadonlySet<string> | undefined;
  /** Present in development: the subgraph that the error comes from, to be named where it is away. */
  readonly subgraph?: string | undefined;
}

const unavailableOf = (subgraph: string): string =>
  `The subgraph "${subgraph}" is not available for a moment; try again.`;

/**
 * The error as a client may see it: with a code of the closed list, or one that the operator lets through, without
 * names, addresses and stacks. Anything else is logged under the request id and reaches the client as `INTERNAL`.
 */
export function clientError(
  error: GraphQLFormattedError | GraphQLError | unknown,
  { log, requestId, subgraph, subgraphCodes }: ErrorDisclosure,
): GraphQLError {
  if (error instanceof GraphQLError && letThrough.has(error)) return error;
  const { message, path, extensions } = isErrorLike(error)
    ? error
    : { message: '', path: undefined, extensions: undefined };
  const code = extensions?.['code'];
  const at = knownPath(path);
  if (isFaultCode(code) && code !== 'INTERNAL') {
    const said = code === 'SUBGRAPH_UNAVAILABLE' && subgraph !== undefined ? unavailableOf(subgraph) : MESSAGES[code];
    return located(error, said ?? message, { ...(at && { path: at }), extensions: disclosed(code, extensions) });
  }
  if (typeof code === 'string' && subgraphCodes?.has(code) === true) {
    const passed = located(error, message, { ...(at && { path: at }), extensions: disclosed(code, extensions) });
    letThrough.add(passed);
    return passed;
  }
  // A subgraph that answers INTERNAL has logged the reason itself, under the same request id.
  if (code !== 'INTERNAL') log.error({ err: error, path, requestId }, 'Masked an error');
  return internalError(at, requestId);
}

/** What a client is told of a fault of ours or of a subgraph: nothing but the id under which the log has it. */
export function internalError(
  path: readonly (string | number)[] | undefined,
  requestId: string | undefined,
): GraphQLError {
  return new GraphQLError('Internal server error.', {
    ...(path && path.length > 0 && { path }),
    extensions: { code: 'INTERNAL', ...(requestId && { requestId }) },
  });
}

/** A new error at the same place of the document as another one. */
export function located(from: unknown, message: string, options: GraphQLErrorOptions): GraphQLError {
  if (!(from instanceof GraphQLError)) return new GraphQLError(message, options);
  const { nodes = null, source = null, positions = null } = from;
  return new GraphQLError(message, { ...options, nodes, source, positions });
}

/** What an error's extensions may say to a client: its code, and whether and when to try again. */
function disclosed(code: string, extensions: Readonly<Record<string, unknown>> | undefined): Record<string, unknown> {
  const retryable = extensions?.['retryable'];
  const retryAfter = extensions?.['retryAfter'];
  return {
    code,
    ...(typeof retryable === 'boolean' && { retryable }),
    ...(typeof retryAfter === 'number' && { retryAfter }),
  };
}

/** A path up to the first place that only the planner's notation can name. */
function knownPath(path: readonly (string | number)[] | null | undefined): (string | number)[] | undefined {
  if (!Array.isArray(path)) return undefined;
  const end = path.indexOf('@');
  return end === -1 ? [...path] : path.slice(0, end);
}

const isErrorLike = (error: unknown): error is GraphQLFormattedError =>
  typeof error === 'object' && error !== null && 'message' in error && typeof error.message === 'string';
