import { types } from 'node:util';

export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** SQLSTATE, a code of Node's, or a fault's. */
  readonly code?: string | number;
  readonly cause?: unknown;
}

/** Maximum depth of nested causes. */
const MAX_CAUSE_DEPTH = 5;

/**
 * An error as it is logged: type, message, stack, code and causes. Other properties that libraries attach are dropped: `pg`
 * adds its whole client to some errors, and the rejected row to others. A value that is not an error is returned as it is.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!isError(error)) return error;
  const { code, cause }: { code?: unknown; cause?: unknown } = error;
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause === undefined || depth >= MAX_CAUSE_DEPTH ? {} : { cause: loggedError(cause, depth + 1) }),
  } satisfies LoggedError;
}

/** Also errors of another realm. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);
