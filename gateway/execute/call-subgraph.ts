import type { ExecutionResult } from 'graphql';
import type { Caller } from '../../runtime/executor/caller.ts';
import { type Executor, type GraphQLRequest, isStream } from '../../runtime/executor/executor.ts';
import { fault } from '../../runtime/executor/faults.ts';
import { type CallFailure, failedCall, failureOf, markFailure } from '../../runtime/resilience/failed-call.ts';
import type { LoopDelay } from '../../runtime/resilience/loop-delay.ts';

/** One call, and how long it may take. */
export interface SubgraphCall {
  readonly execute: Executor;
  readonly request: GraphQLRequest;
  readonly caller: Caller;
  readonly timeoutMs: number;
  /** Absent: delays of the event loop are ignored. */
  readonly loopDelay?: Pick<LoopDelay, 'lostMs'> | undefined;
}

/** Shorter event-loop delays do not explain a failure. */
const MIN_LOST_MS = 50;
/** An event-loop delay this long may use up the HTTP client's connect timeout, which is a few seconds. */
const MIN_LOST_CONNECTING_MS = 500;

/**
 * Calls a subgraph. The result is `SUBGRAPH_UNAVAILABLE` when the subgraph is too slow, unreachable or breaks its contract.
 * Time lost to event-loop delays is added to the timeout, which at most doubles. Calls back exactly once, and not before
 * it returns, unless the request was aborted already.
 */
export function callSubgraph(
  { execute, request, caller, timeoutMs, loopDelay = NO_DELAY }: SubgraphCall,
  onResult: (result: ExecutionResult) => void,
): void {
  if (request.signal?.aborted === true) return void onResult(failedCall('given-up', 'The request was given up.'));
  const abort = new AbortController();
  let isOver = false;
  const end = (result: ExecutionResult): void => {
    if (isOver) return;
    isOver = true;
    cancel();
    request.signal?.removeEventListener('abort', abandon);
    onResult(result);
  };
  // Does not rely on the signal: a resolver in this process may ignore it.
  const stop = (failure: CallFailure): void => {
    abort.abort();
    end(failedCall(failure, 'A part of the answer took too long.'));
  };
  const abandon = (): void => stop('given-up');
  const lostBefore = loopDelay.lostMs();
  const lostMs = (): number => loopDelay.lostMs() - lostBefore;
  const cancel = countDown(timeoutMs, lostMs, stop);
  request.signal?.addEventListener('abort', abandon, { once: true });
  const onSettled = (result: ExecutionResult): void => {
    const isDelayed = failureOf(result) === 'connection' && lostMs() > MIN_LOST_CONNECTING_MS;
    end(isDelayed ? markFailure('delayed', result) : result);
  };
  executeSafely(execute, { ...request, signal: abort.signal, withinMs: timeoutMs }, caller).then(
    onSettled,
    (error: unknown) => end({ errors: [fault('INTERNAL', 'An executor rejected.', { cause: String(error) })] }),
  );
}

/** Calls back when a call has had its time: not before what has come meanwhile was read. The answer cancels it. */
function countDown(timeoutMs: number, lostMs: () => number, over: (failure: 'late' | 'delayed') => void): () => void {
  let givenBack = 0;
  let isCancelled = false;
  const expire = (): void => {
    if (isCancelled) return;
    const lost = lostMs() - givenBack;
    if (lost < MIN_LOST_MS) over('late');
    else if (givenBack + lost > timeoutMs) over('delayed');
    else {
      givenBack += lost;
      timer = setTimeout(setImmediate, lost, expire);
    }
  };
  let timer = setTimeout(setImmediate, timeoutMs, expire);
  return () => {
    isCancelled = true;
    clearTimeout(timer);
  };
}

const NO_DELAY: Pick<LoopDelay, 'lostMs'> = { lostMs: () => 0 };

/** The result that stands for a subgraph which did not answer. */
export const unavailable = (message: string): ExecutionResult => ({ errors: [fault('SUBGRAPH_UNAVAILABLE', message)] });

async function executeSafely(execute: Executor, request: GraphQLRequest, caller: Caller): Promise<ExecutionResult> {
  const result = await execute(request, caller);
  if (!isStream(result)) return result;
  await result.return?.();
  return unavailable('A part of the answer is not available.');
}
