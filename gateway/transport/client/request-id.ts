import { randomUUID } from 'node:crypto';
import type { GraphQLError, GraphQLFormattedError } from 'graphql';

const FORM = /^[A-Za-z0-9._-]{8,128}$/;

/** The id under which a request is logged: the client's own where it is fit for logs and headers, else a new one. */
export const requestIdOf = (given: string | string[] | undefined): string =>
  typeof given === 'string' && FORM.test(given) ? given : inOnePiece(randomUUID());

/** An error as it leaves where no header can name the request: with the id that it is logged under. */
export function withRequestId(error: GraphQLError, requestId: string): GraphQLFormattedError {
  const formatted = error.toJSON();
  return { ...formatted, extensions: { ...formatted.extensions, requestId } };
}

/** A new UUID is a chain of fourteen texts in V8's memory, 450 bytes; a socket keeps its own as long as it is open. */
const inOnePiece = (text: string): string => Buffer.from(text, 'latin1').toString('latin1');
