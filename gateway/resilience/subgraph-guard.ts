import type { ExecutionResult } from 'graphql';
import { type BreakerState, type CallOutcome, createBreaker } from '../../runtime/resilience/breaker.ts';
import { createBulkhead } from '../../runtime/resilience/bulkhead.ts';
import { type CallFailure, failedCall, failureOf } from '../../runtime/resilience/failed-call.ts';

/** One call as its request wants it made. */
export interface GuardedCall {
  /** Asks once, for so long at most; calls back once. */
  attempt(timeoutMs: number, onResult: (result: ExecutionResult) => void): void;
  /** How long each attempt may take. */
  readonly attemptMs: number;
  /** When an answer is of no more use, by `performance.now()`. */
  readonly until: number;
  /** Repeating it does no harm. */
  readonly mayRetry: boolean;
  /** Mutations have a bulkhead of their own, so that slow ones (hashing a password) keep no query waiting. */
  readonly isMutation: boolean;
  /** Waits for its turn however many do: who asks cannot ask again. */
  readonly isPatient: boolean;
  /** Called once, whatever happens. */
  onResult(result: ExecutionResult): void;
}

/** Why a call was not made. */
export type Refusal = 'open' | 'full' | 'late';

/** What stands before one subgraph: its breaker, its bulkhead and the one repetition of a query. */
export interface SubgraphGuard {
  call(call: GuardedCall): void;
  readonly state: BreakerState;
  readonly running: number;
  readonly waiting: number;
}

/** How a guard is made. */
export interface GuardOptions {
  /** What runs in this process has no bulkhead, and is not asked again: the gate and its pools bound it. */
  readonly isRemote: boolean;
  changed(state: BreakerState): void;
  refused(why: Refusal): void;
  retried(): void;
  /** Before a repetition; never the same, so that many do not come together. */
  pauseMs?(): number;
}

const PAUSE_MS = 20;
const JITTER_MS = 60;
/** With less left than this a repetition could not be answered. */
const MIN_RETRY_MS = 100;
/** When there may be room again. */
const RETRY_AFTER_SECONDS = 1;
const RETRYABLE: ReadonlySet<CallFailure> = new Set(['connection', 'busy', 'late', 'delayed']);

/** Makes the guard of one subgraph. */
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

  /** A place is taken. */
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

/** Made once: they are told when there is no time to lose, and an error costs the recording of its stack. */
const REFUSALS: Readonly<Record<Refusal, ExecutionResult>> = {
  open: failedCall('given-up', 'A subgraph that does not answer is not asked for a moment.'),
  full: failedCall('given-up', 'Too many calls wait for a subgraph.', { retryAfter: RETRY_AFTER_SECONDS }),
  late: failedCall('given-up', 'A call waited too long for a subgraph.'),
};

/** A call that was cut short by its request's own end, or by this process, says nothing of the subgraph. */
function outcomeOf(failure: CallFailure | null, hadItsTime: boolean): CallOutcome {
  if (failure === null || failure === 'refused') return 'success';
  if (failure === 'given-up' || failure === 'delayed') return 'unknown';
  return failure === 'late' && !hadItsTime ? 'unknown' : 'failure';
}
