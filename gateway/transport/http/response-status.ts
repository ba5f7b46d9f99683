import type { ExecutionResult } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../../runtime/executor/faults.ts';
import type { ResponseType } from './accept.ts';

/** The header that says in development what an operation costs at most. */
export const COST_HEADER = 'x-operation-cost';

/** A response without data must not look like a success, whatever status its errors have elsewhere. */
const MIN_STATUS_WITHOUT_DATA = 400;

/**
 * The HTTP status of the response to a well-formed request by GraphQL over HTTP: 200 in `application/json` and where there
 * is data, else the highest status of its errors.
 * https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
export function statusOf({ data, errors = [] }: ExecutionResult, type: ResponseType): number {
  if (type === 'application/json' || data != null || errors.length === 0) return 200;
  return Math.max(MIN_STATUS_WITHOUT_DATA, ...errors.map(({ extensions }) => statusOfCode(extensions['code'])));
}

/** The longest `retryAfter` of a result's errors in seconds, for the `retry-after` header; null when none has one. */
export function retryAfterOf(result: ExecutionResult): number | null {
  const delays = result.errors
    ?.map(({ extensions }) => extensions['retryAfter'])
    .filter((value) => typeof value === 'number');
  return delays === undefined || delays.length === 0 ? null : Math.max(...delays);
}

function statusOfCode(code: unknown): number {
  if (code === 'PERSISTED_QUERY_NOT_FOUND') return MIN_STATUS_WITHOUT_DATA;
  if (!isFaultCode(code)) return FAULT_STATUS.INTERNAL;
  return code === 'SUBGRAPH_UNAVAILABLE' ? FAULT_STATUS.UNAVAILABLE : FAULT_STATUS[code];
}
