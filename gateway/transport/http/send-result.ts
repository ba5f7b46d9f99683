import type { FastifyReply } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { Answered } from '../../execute/execute.ts';
import type { AnswerType } from './accept.ts';
import { retryAfterOf, statusOf } from './answer-status.ts';
import { tellCaches } from './cache-headers.ts';
import { sendText } from './compression.ts';

/** How a result is sent. */
export interface ResultFormat {
  readonly type: AnswerType;
  readonly mayCompress: boolean;
  /** Seconds for which shared caches may keep it when it is without errors; absent: none. */
  readonly cacheSeconds?: number;
}

/** Sends a single result as the response to a request. */
export function sendResult(
  reply: FastifyReply,
  { type, mayCompress, cacheSeconds = 0 }: ResultFormat,
  result: Answered,
): FastifyReply | Promise<FastifyReply> {
  const retryAfter = retryAfterOf(result);
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  const text = result.text ?? JSON.stringify(formatted(result));
  // Promises that waited for it are old by now: what they hold would outlive minor collections.
  result.text = undefined;
  const status = statusOf(result, type);
  // What is partial or refused must not be kept.
  tellCaches(reply, status === 200 && result.errors === undefined ? cacheSeconds : 0);
  reply.code(status).type(`${type}; charset=utf-8`);
  return sendText(reply, text, mayCompress);
}

/** Plain data: an error object holds more than clients may see. */
function formatted({ data, errors }: ExecutionResult): FormattedExecutionResult {
  return {
    ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
    ...(data === undefined ? {} : { data }),
  };
}
