import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import { isRecord } from '../../graphql/records.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { Answer } from '../operation-runner.ts';
import type { AnswerType } from './accept.ts';
import { COST_HEADER, retryAfterOf, statusOf } from './answer-status.ts';
import { sendText } from './compression.ts';

/**
 * The common form of a request: JSON by POST, which no page of another site can make a browser send unasked, with
 * nothing in it but an operation. Null for every other; those are Apollo Server's to judge.
 */
export function plainRequestOf({ method, body }: FastifyRequest): OperationRequest | null {
  if (method !== 'POST' || typeof body !== 'object' || body === null) return null;
  if (Array.isArray(body) || 'extensions' in body || 'documentId' in body) return null;
  const query: unknown = Reflect.get(body, 'query');
  const operationName: unknown = Reflect.get(body, 'operationName');
  const variables: unknown = Reflect.get(body, 'variables');
  if (typeof query !== 'string' || query.trim() === '') return null;
  if (operationName != null && typeof operationName !== 'string') return null;
  if (variables != null && !isRecord(variables)) return null;
  return { query, operationName: operationName ?? null, variables: variables ?? null };
}

/** Sends a result as the answer to a plain request. */
export function sendPlain(
  reply: FastifyReply,
  { type, mayCompress }: { readonly type: AnswerType; readonly mayCompress: boolean },
  { result, toldCost = null }: Pick<Answer, 'result' | 'toldCost'>,
): FastifyReply | Promise<FastifyReply> {
  if (toldCost !== null) reply.header(COST_HEADER, String(toldCost));
  const retryAfter = retryAfterOf(result);
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  const text = result.text ?? JSON.stringify(formatted(result));
  // Promises that waited for it are old by now: what they hold would outlive minor collections.
  result.text = undefined;
  reply.code(statusOf(result, type)).header('cache-control', 'no-store').type(`${type}; charset=utf-8`);
  return sendText(reply, text, mayCompress);
}

/** Plain data: what goes out is what was told, with nothing that an error object holds besides. */
export function formatted({ data, errors }: ExecutionResult): FormattedExecutionResult {
  return {
    ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
    ...(data === undefined ? {} : { data }),
  };
}
