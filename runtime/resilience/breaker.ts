/** `closed` admits every call, `open` none, `probing` (half-open) one call that decides. */
export type BreakerState = 'closed' | 'open' | 'probing';

/** What a finished call says about the remote side; `unknown`: the caller abandoned it. */
export type CallOutcome = 'success' | 'failure' | 'unknown';

/**
 * Circuit breaker. It opens after 5 consecutive failures, or when half of at least 20 calls of the last 10 s failed; 5 s
 * later one probe decides whether it closes. All times are `at`, milliseconds of a monotonic clock.
 */
export interface Breaker {
  readonly state: BreakerState;
  /** Whether a call would be refused now. */
  isOpen(at: number): boolean;
  /** Admits a call and returns its ticket; null: the call must fail at once. */
  admit(at: number): number | null;
  /** Must be called once for each admitted call. A call admitted before the state changed no longer counts. */
  ended(ticket: number, outcome: CallOutcome, at: number): void;
}

/** These thresholds are documented in `docs/operations.md`. */
const CONSECUTIVE_FAILURES = 5;
const WINDOW_SECONDS = 10;
const MIN_CALLS = 20;
const FAILURE_RATE = 0.5;
const OPEN_MS = 5_000;

/**
 * Creates a closed breaker; `changed` is called with each new state. Not cockatiel's policy: there, calls during a probe
 * wait for it instead of failing, the window keeps calls from before a pause, and the system clock is read.
 */
export function createBreaker(changed: (state: BreakerState) => void = () => undefined): Breaker {
  const window = createWindow();
  let state: BreakerState = 'closed';
  let openedAt = 0;
  let inARow = 0;
  /** Counts state changes; a ticket of an earlier state no longer counts. */
  let era = 0;

  const become = (next: BreakerState): void => {
    state = next;
    era += 1;
    changed(next);
  };
  const open = (at: number): void => {
    openedAt = at;
    become('open');
  };
  const close = (): void => {
    window.clear();
    inARow = 0;
    become('closed');
  };
  const count = (isFailure: boolean, at: number): void => {
    inARow = isFailure ? inARow + 1 : 0;
    window.count(isFailure, at);
    if (isFailure && (inARow >= CONSECUTIVE_FAILURES || window.isBad())) open(at);
  };

  return {
    get state() {
      return state;
    },
    isOpen: (at) => state !== 'closed' && (state === 'probing' || at - openedAt < OPEN_MS),
    admit(at) {
      if (state === 'closed') return era;
      if (state === 'probing' || at - openedAt < OPEN_MS) return null;
      become('probing');
      return era;
    },
    ended(ticket, outcome, at) {
      if (ticket !== era) return;
      if (state === 'closed') {
        if (outcome !== 'unknown') count(outcome === 'failure', at);
      } else if (outcome === 'success') close();
      // An abandoned probe decided nothing: the next call is the probe.
      else open(outcome === 'failure' ? at : at - OPEN_MS);
    },
  };
}

/** Counts calls per second over the window. */
function createWindow() {
  const calls = new Uint32Array(WINDOW_SECONDS);
  const failures = new Uint32Array(WINDOW_SECONDS);
  let second = 0;
  const clear = (): void => {
    calls.fill(0);
    failures.fill(0);
  };
  const advance = (to: number): void => {
    if (to - second >= WINDOW_SECONDS) clear();
    else
      for (let each = second + 1; each <= to; each++) {
        calls[each % WINDOW_SECONDS] = 0;
        failures[each % WINDOW_SECONDS] = 0;
      }
    second = to;
  };
  const sum = (counts: Uint32Array): number => counts.reduce((total, count) => total + count, 0);
  const add = (counts: Uint32Array): void => {
    const at = second % WINDOW_SECONDS;
    counts[at] = (counts[at] ?? 0) + 1;
  };
  return {
    clear,
    count(isFailure: boolean, at: number): void {
      const now = Math.floor(at / 1_000);
      if (now > second) advance(now);
      add(calls);
      if (isFailure) add(failures);
    },
    isBad(): boolean {
      const total = sum(calls);
      return total >= MIN_CALLS && sum(failures) >= total * FAILURE_RATE;
    },
  };
}
