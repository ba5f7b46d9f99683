import type { ExecutionResult } from 'graphql';
import type { Caller } from '../../runtime/caller.ts';
import { type Executor, type GraphQLRequest, isStream } from '../../runtime/executor.ts';
import { fault } from '../../runtime/faults.ts';

/** One call, and how long it may take. */
export interface SubgraphCall {
  readonly execute: Executor;
  readonly request: GraphQLRequest;
  readonly caller: Caller;
  readonly timeoutMs: number;
}

/**
 * Asks a subgraph and answers with its result, or with `SUBGRAPH_UNAVAILABLE` when it takes too long, is not there or
 * breaks its contract. Never rejects.
 */
export async function callSubgraph({ execute, request, caller, timeoutMs }: SubgraphCall): Promise<ExecutionResult> {
  const abort = new AbortController();
  const stop = (): void => abort.abort();
  if (request.signal?.aborted === true) return unavailable('The request was given up.');
  request.signal?.addEventListener('abort', stop, { once: true });
  const { promise: ended, resolve: end } = Promise.withResolvers<ExecutionResult>();
  abort.signal.addEventListener('abort', () => end(unavailable('A part of the answer took too long.')), { once: true });
  const timer = setTimeout(stop, timeoutMs);
  try {
    // The signal alone would not do: a resolver in this process may not heed it.
    return await Promise.race([answer(execute, { ...request, signal: abort.signal }, caller), ended]);
  } finally {
    clearTimeout(timer);
    request.signal?.removeEventListener('abort', stop);
  }
}

/** The result that stands for a subgraph which did not answer. */
export const unavailable = (message: string): ExecutionResult => ({ errors: [fault('SUBGRAPH_UNAVAILABLE', message)] });

async function answer(execute: Executor, request: GraphQLRequest, caller: Caller): Promise<ExecutionResult> {
  try {
    const result = await execute(request, caller);
    if (!isStream(result)) return result;
    await result.return?.();
    return unavailable('A part of the answer is not available.');
  } catch (error) {
    return { errors: [fault('INTERNAL', 'An executor rejected.', { cause: String(error) })] };
  }
}
