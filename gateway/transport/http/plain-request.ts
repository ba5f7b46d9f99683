import type { FastifyRequest } from 'fastify';
import { isRecord } from '../../graphql/records.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';

/**
 * The operation of a request in the common form: POST with a JSON body that has no extensions. A page of another site cannot
 * make a browser send it without a preflight. Null for every other form, which Apollo Server checks.
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
