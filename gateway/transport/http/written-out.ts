import type { FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { requestUrl } from '../../../runtime/serve/request-target.ts';
import type { OperationRequest } from '../../operation/operation-request.ts';
import type { Refusals } from '../../operation/refusals.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { OperationRunner } from '../operation-runner.ts';
import { namesDocument, operationIn } from './operation-request.ts';

/** A request as the HTTP edge reads it, with the text of its document in it. */
export interface WrittenOut {
  readonly search: string;
  readonly body: unknown;
  /** As they came: Apollo Server reads those of an address by itself, and rounds numbers. */
  readonly variables: OperationRequest['variables'];
  /** Whether the client named its document by hash. */
  readonly isNamed: boolean;
}

/** Puts the text of a document in the place of its hash; a request of wrong form is left as it is, to be refused there. */
export async function writtenOut(
  request: FastifyRequest,
  { findDocument }: Pick<OperationRunner, 'findDocument'>,
  scope: RequestScope,
): Promise<WrittenOut | { readonly refusals: Refusals }> {
  const search = requestUrl(request).search;
  const asked = operationIn(request);
  if (asked instanceof GraphQLError) return { search, body: request.body, variables: null, isNamed: false };
  const found = await findDocument('http', asked, scope);
  if (!found.ok) return { refusals: found.refusal };
  const { variables } = asked;
  if (!namesDocument(asked)) return { search, body: request.body, variables, isNamed: false };
  const operation = found.value;
  return request.method === 'GET'
    ? { search: searchOf(operation), body: request.body, variables, isNamed: true }
    : { search, body: bodyOf(operation), variables, isNamed: true };
}

const bodyOf = ({ query, operationName, variables }: OperationRequest): object => ({ query, operationName, variables });

function searchOf({ query, operationName, variables }: OperationRequest): string {
  const search = new URLSearchParams({ query: query ?? '' });
  if (operationName != null) search.set('operationName', operationName);
  if (variables != null) search.set('variables', JSON.stringify(variables));
  return `?${search}`;
}
