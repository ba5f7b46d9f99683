import type { FastifyReply, FastifyRequest } from 'fastify';
import type { ExecutionResult, FormattedExecutionResult } from 'graphql';
import type { OperationRequest } from '../pipeline.ts';
import { COST_HEADER, retryAfterOf, statusOf } from './answer-status.ts';
import type { Answer } from './operation-runner.ts';

const JSON_TYPE = 'application/json; charset=utf-8';
const GRAPHQL_TYPE = 'application/graphql-response+json; charset=utf-8';

/** How to answer each `Accept` that needs no negotiation. */
const TYPES: ReadonlyMap<string | undefined, string> = new Map([
  [undefined, JSON_TYPE],
  ['*/*', JSON_TYPE],
  ['application/json', JSON_TYPE],
  ['application/graphql-response+json', GRAPHQL_TYPE],
]);

/** A request that can be answered without Apollo Server, as it would answer it. */
export interface PlainRequest {
  readonly operation: OperationRequest;
  readonly contentType: string;
}

/**
 * The common form of a request: JSON by POST, which no page of another site can make a browser send unasked, with
 * nothing in it but an operation. Null for every other; those are Apollo Server's to judge.
 */
export function plainRequestOf({ method, headers, body }: FastifyRequest): PlainRequest | null {
  const contentType = TYPES.get(headers.accept);
  if (method !== 'POST' || contentType === undefined || typeof body !== 'object' || body === null) return null;
  if (Array.isArray(body) || 'extensions' in body || 'documentId' in body) return null;
  const query: unknown = Reflect.get(body, 'query');
  const operationName: unknown = Reflect.get(body, 'operationName');
  const variables: unknown = Reflect.get(body, 'variables');
  if (typeof query !== 'string' || query.trim() === '') return null;
  if (operationName != null && typeof operationName !== 'string') return null;
  if (variables != null && !isVariables(variables)) return null;
  return { operation: { query, operationName: operationName ?? null, variables: variables ?? null }, contentType };
}

/** Sends a result as the answer to a plain request. */
export function sendPlain(
  reply: FastifyReply,
  { contentType }: PlainRequest,
  { result, toldCost = null }: Pick<Answer, 'result' | 'toldCost'>,
): FastifyReply {
  if (toldCost !== null) reply.header(COST_HEADER, String(toldCost));
  const retryAfter = retryAfterOf(result);
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  const text = result.text ?? JSON.stringify(formatted(result));
  // Promises that waited for it are old by now: what they hold would outlive minor collections.
  result.text = undefined;
  return reply.code(statusOf(result)).header('cache-control', 'no-store').type(contentType).send(bytesOf(text));
}

/** A short text leaves in one write with its head; copying it would cost more than it saves. */
const SHORT_TEXT = 16_384;

/** A long text without other letters than ASCII needs no encoding, and leaves faster so. */
function bytesOf(text: string): string | Buffer {
  if (text.length < SHORT_TEXT) return text;
  return Buffer.from(text, Buffer.byteLength(text) === text.length ? 'latin1' : 'utf8');
}

/** Plain data: what goes out is what was told, with nothing that an error object holds besides. */
export function formatted({ data, errors }: ExecutionResult): FormattedExecutionResult {
  return {
    ...(errors === undefined ? {} : { errors: errors.map((error) => error.toJSON()) }),
    ...(data === undefined ? {} : { data }),
  };
}

const isVariables = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
