import type { FastifyReply } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { ExecutionOutput } from '../../execute/execute.ts';
import type { ResponseType } from './accept.ts';
import { setCacheHeaders } from './cache-headers.ts';
import { sendText } from './compression.ts';
import { retryAfterOf, statusOf } from './response-status.ts';

/** The media type, compression and caching of a result. */
export interface ResultFormat {
  readonly type: ResponseType;
  readonly mayCompress: boolean;
  /** Seconds for which shared caches may keep the result when it has no errors; absent: none. */
  readonly cacheSeconds?: number;
}

/** Sends a single result as the response to a request. */
export function sendResult(
  reply: FastifyReply,
  { type, mayCompress, cacheSeconds = 0 }: ResultFormat,
  result: ExecutionOutput,
): FastifyReply | Promise<FastifyReply> {
  const retryAfter = retryAfterOf(result);
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  const text = result.text ?? JSON.stringify(formatted(result));
  // The promises that led here are in the old generation by now: text that they hold would survive minor collections.
  result.text = undefined;
  const status = statusOf(result, type);
  // Partial results and refusals must not be cached.
  setCacheHeaders(reply, status === 200 && result.errors === undefined ? cacheSeconds : 0);
  reply.code(status).type(`${type}; charset=utf-8`);
  return sendText(reply, text, mayCompress);
}

/** The result as plain data: an error object holds more than clients may see. */
function formatted({ data, errors }: ExecutionResult): FormattedExecutionResult {
  return {
    ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
    ...(data === undefined ? {} : { data }),
  };
}
