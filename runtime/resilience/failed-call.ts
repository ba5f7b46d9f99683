import type { ExecutionResult } from 'graphql';
import { fault } from '../executor/faults.ts';

/**
 * Why a call has no GraphQL result. `connection`: the connection broke or could not be opened; `busy`: 502, 503 or 504;
 * `broken`: another 5xx, or a body that is not GraphQL; `refused`: another status, so the service is up; `late`: timeout;
 * `delayed`: it failed while the event loop of this process was blocked; `given-up`: nobody waits for it any more.
 */
export type CallFailure = 'connection' | 'busy' | 'broken' | 'refused' | 'late' | 'delayed' | 'given-up';

const failures = new WeakMap<ExecutionResult, CallFailure>();

/** The result of a failed call: an error `SUBGRAPH_UNAVAILABLE`. */
export const failedCall = (failure: CallFailure, message: string, extensions = {}): ExecutionResult =>
  markFailure(failure, { errors: [fault('SUBGRAPH_UNAVAILABLE', message, extensions)] });

/** Marks a result that came with a failure, such as a 503 with a GraphQL body. */
export function markFailure(failure: CallFailure, result: ExecutionResult): ExecutionResult {
  failures.set(result, failure);
  return result;
}

/** The failure behind a result; null for a result that the subgraph itself returned. */
export const failureOf = (result: ExecutionResult): CallFailure | null =>
  result.errors === undefined ? null : (failures.get(result) ?? null);
