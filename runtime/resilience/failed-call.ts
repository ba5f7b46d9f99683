import type { ExecutionResult } from 'graphql';
import { fault } from '../executor/faults.ts';

/**
 * Why a call has no answer of its own: `connection`: it broke or was never made; `busy`: 502, 503 or 504; `broken`: any
 * other 5xx, or what is no GraphQL; `refused`: another status, which says that somebody is there; `late`: it took too
 * long; `delayed`: it failed while this process itself stood still; `given-up`: nobody waits for it any more.
 */
export type CallFailure = 'connection' | 'busy' | 'broken' | 'refused' | 'late' | 'delayed' | 'given-up';

const failures = new WeakMap<ExecutionResult, CallFailure>();

/** The result that stands for a call without an answer: `SUBGRAPH_UNAVAILABLE`. */
export const failedCall = (failure: CallFailure, message: string, extensions = {}): ExecutionResult =>
  noteFailure(failure, { errors: [fault('SUBGRAPH_UNAVAILABLE', message, extensions)] });

/** Notes that a result came with a failure beside it, such as a status that says try again. */
export function noteFailure(failure: CallFailure, result: ExecutionResult): ExecutionResult {
  failures.set(result, failure);
  return result;
}

/** Why a result is none; null for what a subgraph answered, whatever it says. */
export const failureOf = (result: ExecutionResult): CallFailure | null =>
  result.errors === undefined ? null : (failures.get(result) ?? null);
