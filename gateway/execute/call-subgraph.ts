import type { ExecutionResult } from 'graphql';
import type { Caller } from '../../runtime/caller.ts';
import { type Executor, type GraphQLRequest, isStream } from '../../runtime/executor.ts';
import { fault } from '../../runtime/faults.ts';
import { type CallFailure, failedCall } from '../../runtime/resilience/failed-call.ts';

/** One call, and how long it may take. */
export interface SubgraphCall {
  readonly execute: Executor;
  readonly request: GraphQLRequest;
  readonly caller: Caller;
  readonly timeoutMs: number;
}

/**
 * Asks a subgraph and tells its result, or `SUBGRAPH_UNAVAILABLE` when it takes too long, is not there or breaks its
 * contract. Calls back exactly once, never before it returns but for a request that was given up already.
 */
export function callSubgraph(
  { execute, request, caller, timeoutMs }: SubgraphCall,
  told: (result: ExecutionResult) => void,
): void {
  if (request.signal?.aborted === true) return void told(failedCall('given-up', 'The request was given up.'));
  const abort = new AbortController();
  let isOver = false;
  const end = (result: ExecutionResult): void => {
    if (isOver) return;
    isOver = true;
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', giveUp);
    told(result);
  };
  // The signal alone would not do: a resolver in this process may not heed it.
  const stop = (failure: CallFailure): void => {
    abort.abort();
    end(failedCall(failure, 'A part of the answer took too long.'));
  };
  const giveUp = (): void => stop('given-up');
  // Not before what has come meanwhile was read: when this process itself stood still, all calls would be late at once.
  const timer = setTimeout(() => setImmediate(stop, 'late'), timeoutMs);
  request.signal?.addEventListener('abort', giveUp, { once: true });
  answer(execute, { ...request, signal: abort.signal }, caller).then(end, (error: unknown) =>
    end({ errors: [fault('INTERNAL', 'An executor rejected.', { cause: String(error) })] }),
  );
}

/** The result that stands for a subgraph which did not answer. */
export const unavailable = (message: string): ExecutionResult => ({ errors: [fault('SUBGRAPH_UNAVAILABLE', message)] });

async function answer(execute: Executor, request: GraphQLRequest, caller: Caller): Promise<ExecutionResult> {
  const result = await execute(request, caller);
  if (!isStream(result)) return result;
  await result.return?.();
  return unavailable('A part of the answer is not available.');
}
