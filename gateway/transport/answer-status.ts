import type { ExecutionResult } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../runtime/faults.ts';

/** Tells in development what an operation costs at most. */
export const COST_HEADER = 'x-operation-cost';

/**
 * The HTTP status of an answer: 200 while anything is left of it, else what its gravest error stands for. A subgraph
 * that is away makes 503 only then.
 */
export function statusOf(result: ExecutionResult): number {
  if (result.errors === undefined || result.errors.length === 0 || isAnythingLeft(result.data)) return 200;
  return Math.max(200, ...result.errors.map(({ extensions }) => statusOfCode(extensions['code'])));
}

/** Seconds to wait as an answer's errors tell, for the `retry-after` header; null when none does. */
export function retryAfterOf(result: ExecutionResult): number | null {
  const told = result.errors
    ?.map(({ extensions }) => extensions['retryAfter'])
    .filter((value) => typeof value === 'number');
  return told === undefined || told.length === 0 ? null : Math.max(...told);
}

const isAnythingLeft = (data: ExecutionResult['data']): boolean =>
  data != null && Object.values(data).some((value) => value !== null);

function statusOfCode(code: unknown): number {
  if (!isFaultCode(code)) return FAULT_STATUS.INTERNAL;
  return code === 'SUBGRAPH_UNAVAILABLE' ? FAULT_STATUS.UNAVAILABLE : FAULT_STATUS[code];
}
