import type { GraphQLError } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../executor/faults.ts';

/** HTTP statuses of fault codes outside GraphQL, where some of them are a part of a result that is 200. */
export const ROUTE_STATUS = { ...FAULT_STATUS, FORBIDDEN: 403, NOT_FOUND: 404, SUBGRAPH_UNAVAILABLE: 503 } as const;

/** The response of a route to what ended in a fault, with the status of its code unless another is given. */
export function faultResponse(error: GraphQLError, status = statusOf(error)): Response {
  const { retryAfter } = error.extensions;
  const headers = new Headers({ 'cache-control': 'no-store' });
  if (typeof retryAfter === 'number') headers.set('retry-after', String(Math.ceil(retryAfter)));
  return Response.json({ errors: [error.toJSON()] }, { status, headers });
}

function statusOf({ extensions: { code } }: GraphQLError): number {
  return isFaultCode(code) ? ROUTE_STATUS[code] : ROUTE_STATUS.INTERNAL;
}
