import { types } from 'node:util';

/** What of an error is written to the log. */
export interface LoggedError {
  readonly type: string;
  readonly message: string;
  readonly stack: string | undefined;
  /** SQLSTATE, a code of Node's, or a fault's. */
  readonly code?: string | number;
  readonly cause?: unknown;
}

/** Causes of causes, at most. */
const MAX_DEPTH = 5;

/**
 * An error as it is logged: what it is, what it says, where it comes from. Nothing else that libraries hang on it: `pg`
 * adds its whole client to one, and the row that a constraint refused to another. A value that is no error stays.
 */
export function loggedError(error: unknown, depth = 0): unknown {
  if (!isError(error)) return error;
  const { code, cause }: { code?: unknown; cause?: unknown } = error;
  return {
    type: error.constructor.name,
    message: error.message,
    stack: error.stack,
    ...(typeof code === 'string' || typeof code === 'number' ? { code } : {}),
    ...(cause === undefined || depth >= MAX_DEPTH ? {} : { cause: loggedError(cause, depth + 1) }),
  } satisfies LoggedError;
}

/** Also errors of another realm. */
const isError = (value: unknown): value is Error => value instanceof Error || types.isNativeError(value);
