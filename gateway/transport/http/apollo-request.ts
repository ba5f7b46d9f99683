import { HeaderMap, type HTTPGraphQLRequest } from '@apollo/server';
import type { FastifyRequest } from 'fastify';
import { requestUrl } from '../../../runtime/serve/request-target.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { ResponseType } from './accept.ts';
import { NO_BROWSER_HEADER } from './apollo-handler.ts';
import { namesDocument } from './operation-request.ts';

/** Stands for a document that is named by its hash alone: Apollo Server refuses a request without any. */
const ANY_DOCUMENT = '{ __typename }';

/** Converts a request for Apollo Server; `operation` is null for a malformed request. */
export function toApolloRequest(
  request: FastifyRequest,
  type: ResponseType,
  operation: OperationRequest | null,
): HTTPGraphQLRequest {
  const { method, body } = request;
  const { search } = requestUrl(request);
  const given = { method, headers: headersOf(request, type), search, body };
  if (operation === null || !namesDocument(operation)) return given;
  // Apollo Server does not know the documents of hashes.
  return method === 'GET' ? { ...given, search: searchOf(operation) } : { ...given, body: bodyOf(operation) };
}

const bodyOf = ({ query, operationName, variables }: OperationRequest): object => ({
  query: query || ANY_DOCUMENT,
  operationName,
  variables,
});

function searchOf({ query, operationName, variables }: OperationRequest): string {
  const search = new URLSearchParams({ query: query || ANY_DOCUMENT });
  if (operationName != null) search.set('operationName', operationName);
  if (variables != null) search.set('variables', JSON.stringify(variables));
  return `?${search}`;
}

function headersOf(request: FastifyRequest, type: ResponseType): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set('accept', type);
  // Every browser that another site can cause to send a GET sends at least one of these.
  const fromBrowser = headers.has('origin') || headers.has('sec-fetch-site') || headers.has('referer');
  if (fromBrowser) headers.delete(NO_BROWSER_HEADER);
  else if (request.method === 'GET') headers.set(NO_BROWSER_HEADER, '1');
  return headers;
}
