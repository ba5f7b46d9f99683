import { randomUUID } from 'node:crypto';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';

const SAFE_ID = /^[A-Za-z0-9._-]{8,128}$/;

/** The id under which a request is logged: the client's own when it is safe in logs and headers, else a new one. */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && SAFE_ID.test(given) ? given : flattened(randomUUID());

/** The error with the request id in its extensions, where no header can carry it. */
export function withRequestId(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const formatted = error.toJSON();
  return { ...formatted, extensions: { ...formatted.extensions, requestId } };
}

/** V8 keeps a new UUID as a rope of fourteen strings, 450 bytes, and a socket retains its id as long as it is open. */
const flattened = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
