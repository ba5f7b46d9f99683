import type { FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { fault } from '../../../runtime/executor/faults.ts';
import { requestUrl } from '../../../runtime/serve/request-target.ts';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { isRecord } from '../../graphql/records.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';

/** The operation in the body or the query string of a request; an error when the request is malformed. */
export function operationIn(request: FastifyRequest): OperationRequest | GraphQLError {
  if (request.method === 'GET') return fromSearch(request);
  const { body } = request;
  if (typeof body !== 'object' || body === null || Array.isArray(body))
    return fault('BAD_USER_INPUT', 'The body is not a GraphQL request.');
  return checked({ ...body });
}

/** Whether an operation names its document by hash. */
export const namesDocument = ({ extensions, documentId }: OperationRequest): boolean =>
  documentId != null || extensions?.['persistedQuery'] != null;

function fromSearch(request: FastifyRequest): OperationRequest | GraphQLError {
  const given = Object.fromEntries(requestUrl(request).searchParams);
  const { variables, extensions } = given;
  const parsed = { variables: parseParameter(variables), extensions: parseParameter(extensions) };
  for (const [name, value] of Object.entries(parsed))
    if (value === undefined) return fault('BAD_USER_INPUT', `\`${name}\` is not JSON.`);
  return checked({ ...given, ...parsed });
}

/** Null when there is nothing, undefined for invalid JSON. */
function parseParameter(text: string | undefined): unknown {
  if (text === undefined || text === '') return null;
  try {
    return parseJson(text);
  } catch {
    return undefined;
  }
}

function checked(given: Readonly<Record<string, unknown>>): OperationRequest | GraphQLError {
  const { query = null, operationName = null, variables = null, extensions = null, documentId = null } = given;
  for (const [name, value] of Object.entries({ query, operationName, documentId }))
    if (value !== null && typeof value !== 'string') return fault('BAD_USER_INPUT', `\`${name}\` must be a string.`);
  for (const [name, value] of Object.entries({ variables, extensions }))
    if (value !== null && !isRecord(value)) return fault('BAD_USER_INPUT', `\`${name}\` must be an object.`);
  return {
    query: text(query),
    operationName: text(operationName),
    documentId: text(documentId),
    variables: isRecord(variables) ? variables : null,
    extensions: isRecord(extensions) ? extensions : null,
  };
}

const text = (value: unknown): string | null => (typeof value === 'string' ? value : null);
