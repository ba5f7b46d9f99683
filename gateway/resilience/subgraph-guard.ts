import type { ExecutionResult } from 'graphql';
import { type BreakerState, type CallOutcome, createBreaker } from '../../runtime/resilience/breaker.ts';
import { createBulkhead } from '../../runtime/resilience/bulkhead.ts';
import { type CallFailure, failedCall, failureOf } from '../../runtime/resilience/failed-call.ts';

/** One call of a subgraph. */
export interface GuardedCall {
  /** Makes one attempt with a timeout; calls back once. */
  attempt(timeoutMs: number, onResult: (result: ExecutionResult) => void): void;
  /** Timeout of each attempt. */
  readonly attemptMs: number;
  /** Deadline of the call, by `performance.now()`. */
  readonly until: number;
  /** Whether a retry is safe. */
  readonly mayRetry: boolean;
  /** Mutations have their own bulkhead, so that slow ones such as password hashing do not delay queries. */
  readonly isMutation: boolean;
  /** Waits however long the queue is, because the caller cannot retry. */
  readonly isPatient: boolean;
  /** Called exactly once. */
  onResult(result: ExecutionResult): void;
}

/** Why a call was not made. */
export type Refusal = 'open' | 'full' | 'late';

/** Guards one subgraph: circuit breaker, bulkheads, and one retry of a query. */
export interface SubgraphGuard {
  call(call: GuardedCall): void;
  readonly state: BreakerState;
  readonly running: number;
  readonly waiting: number;
}

/** Options of `createSubgraphGuard`. */
export interface GuardOptions {
  /** Embedded subgraphs have no bulkhead and no retries: the load gate and their connection pools limit them. */
  readonly isRemote: boolean;
  changed(state: BreakerState): void;
  refused(why: Refusal): void;
  retried(): void;
  /** Delay before a retry, with jitter so that retries do not coincide. */
  pauseMs?(): number;
}

const PAUSE_MS = 20;
const JITTER_MS = 60;
/** A retry needs at least this much time before the deadline. */
const MIN_RETRY_MS = 100;
/** Suggested delay when the queue is full. */
const RETRY_AFTER_SECONDS = 1;
const RETRYABLE: ReadonlySet<CallFailure> = new Set(['connection', 'busy', 'late', 'delayed']);

/** Creates a guard with a breaker and bulkheads of its own. */
export function createSubgraphGuard(options: GuardOptions): SubgraphGuard {
  const { isRemote, pauseMs = () => PAUSE_MS + Math.random() * JITTER_MS } = options;
  const breaker = createBreaker(options.changed);
  const bulkheads = isRemote ? { queries: createBulkhead(), mutations: createBulkhead() } : null;
  const bulkheadOf = ({ isMutation }: GuardedCall) => bulkheads?.[isMutation ? 'mutations' : 'queries'] ?? null;
  const sum = (of: 'running' | 'waiting'): number =>
    bulkheads === null ? 0 : bulkheads.queries[of] + bulkheads.mutations[of];

  const refuse = (call: GuardedCall, why: Refusal): void => {
    options.refused(why);
    call.onResult(REFUSALS[why]);
  };

  const enter = (call: GuardedCall, isFirst: boolean): void => {
    const at = performance.now();
    const bulkhead = bulkheadOf(call);
    if (breaker.isOpen(at)) refuse(call, 'open');
    else if (bulkhead === null || bulkhead.tryEnter()) start(call, isFirst, at);
    else if (
      !bulkhead.wait({
        waitMs: Math.max(1, call.until - at),
        isPatient: call.isPatient,
        start: () => start(call, isFirst, performance.now()),
        expired: () => refuse(call, 'late'),
      })
    )
      refuse(call, 'full');
  };

  /** Called once the bulkhead has admitted the call. */
  const start = (call: GuardedCall, isFirst: boolean, at: number): void => {
    const ticket = breaker.admit(at);
    if (ticket === null) {
      bulkheadOf(call)?.leave();
      refuse(call, 'open');
      return;
    }
    const timeoutMs = Math.max(1, Math.min(call.attemptMs, call.until - at));
    call.attempt(timeoutMs, (result) => {
      const failure = failureOf(result);
      const endedAt = performance.now();
      breaker.ended(ticket, outcomeOf(failure, timeoutMs >= call.attemptMs), endedAt);
      bulkheadOf(call)?.leave();
      if (failure !== null && isFirst && isWorthRepeating(call, failure)) repeat(call, result, endedAt);
      else call.onResult(result);
    });
  };

  const isWorthRepeating = (call: GuardedCall, failure: CallFailure): boolean =>
    isRemote && call.mayRetry && RETRYABLE.has(failure);

  const repeat = (call: GuardedCall, result: ExecutionResult, at: number): void => {
    const pause = pauseMs();
    if (call.until - at - pause < MIN_RETRY_MS) {
      call.onResult(result);
      return;
    }
    options.retried();
    setTimeout(enter, pause, call, false);
  };

  return {
    call: (call) => enter(call, true),
    get state() {
      return breaker.state;
    },
    get running() {
      return sum('running');
    },
    get waiting() {
      return sum('waiting');
    },
  };
}

/** Created once: refusals must be cheap, and creating an error records its stack. */
const REFUSALS: Readonly<Record<Refusal, ExecutionResult>> = {
  open: failedCall('given-up', 'A subgraph that does not answer is not asked for a moment.'),
  full: failedCall('given-up', 'Too many calls wait for a subgraph.', { retryAfter: RETRY_AFTER_SECONDS }),
  late: failedCall('given-up', 'A call waited too long for a subgraph.'),
};

/** A call that was cut short by its request, or delayed by this process, says nothing about the subgraph. */
function outcomeOf(failure: CallFailure | null, hadItsTime: boolean): CallOutcome {
  if (failure === null || failure === 'refused') return 'success';
  if (failure === 'given-up' || failure === 'delayed') return 'unknown';
  return failure === 'late' && !hadItsTime ? 'unknown' : 'failure';
}
