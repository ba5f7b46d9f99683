import { GraphQLError } from 'graphql';

/** The complete list of fault codes and their HTTP statuses. What a person can act on in a mutation is a typed refusal instead. */
export const FAULT_STATUS = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 200,
  NOT_FOUND: 200,
  BAD_USER_INPUT: 400,
  LIMIT_EXCEEDED: 400,
  RATE_LIMITED: 429,
  SUBGRAPH_UNAVAILABLE: 200,
  UNAVAILABLE: 503,
  INTERNAL: 500,
} as const;

/** A code in `extensions.code` of an error that clients may see. */
export type FaultCode = keyof typeof FAULT_STATUS;

/** Whether `code` is a known fault code. */
export const isFaultCode = (code: unknown): code is FaultCode =>
  typeof code === 'string' && Object.hasOwn(FAULT_STATUS, code);

const RETRYABLE: ReadonlySet<FaultCode> = new Set(['SUBGRAPH_UNAVAILABLE', 'UNAVAILABLE']);

/** An error that may reach a client as it is. */
export function fault(code: FaultCode, message: string, extensions: Record<string, unknown> = {}): GraphQLError {
  return new GraphQLError(message, {
    extensions: { code, ...(RETRYABLE.has(code) ? { retryable: true } : {}), ...extensions },
  });
}

/** Whether an error was made by `fault`, or wraps one: graphql-js hands extensions on when it adds a path. */
export const isFault = (error: unknown): boolean =>
  error instanceof GraphQLError && isFaultCode(error.extensions['code']);
