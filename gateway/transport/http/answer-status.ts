import type { ExecutionResult } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../../runtime/executor/faults.ts';
import type { AnswerType } from './accept.ts';

/** Tells in development what an operation costs at most. */
export const COST_HEADER = 'x-operation-cost';

/** An answer without data must not look like a success, whatever its errors stand for elsewhere. */
const LEAST_WITHOUT_DATA = 400;

/**
 * The HTTP status of the answer to a well-formed request, as GraphQL over HTTP has it: 200 in `application/json` and
 * while there is data, else what its gravest error stands for.
 * https://graphql.github.io/graphql-over-http/draft/#sec-Status-Codes
 */
export function statusOf({ data, errors = [] }: ExecutionResult, type: AnswerType): number {
  if (type === 'application/json' || data != null || errors.length === 0) return 200;
  return Math.max(LEAST_WITHOUT_DATA, ...errors.map(({ extensions }) => statusOfCode(extensions['code'])));
}

/** Seconds to wait as an answer's errors tell, for the `retry-after` header; null when none does. */
export function retryAfterOf(result: ExecutionResult): number | null {
  const told = result.errors
    ?.map(({ extensions }) => extensions['retryAfter'])
    .filter((value) => typeof value === 'number');
  return told === undefined || told.length === 0 ? null : Math.max(...told);
}

function statusOfCode(code: unknown): number {
  if (code === 'PERSISTED_QUERY_NOT_FOUND') return LEAST_WITHOUT_DATA;
  if (!isFaultCode(code)) return FAULT_STATUS.INTERNAL;
  return code === 'SUBGRAPH_UNAVAILABLE' ? FAULT_STATUS.UNAVAILABLE : FAULT_STATUS[code];
}
