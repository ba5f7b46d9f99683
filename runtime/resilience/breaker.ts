/** What a breaker lets through: everything, nothing, or one call that finds out. */
export type BreakerState = 'closed' | 'open' | 'probing';

/** What a call that has ended says of the other side; `unknown`: it was given up for reasons of our own. */
export type CallOutcome = 'success' | 'failure' | 'unknown';

/**
 * Keeps calls away from a side that does not answer. It opens after 5 failures in a row, or when half of at least 20
 * calls of the last 10 s failed; 5 s later one call tries whether it may close. All times are `at`, milliseconds of a
 * clock that never goes back.
 */
export interface Breaker {
  readonly state: BreakerState;
  /** Whether a call would be refused now. */
  isOpen(at: number): boolean;
  /** Lets a call through and answers its ticket; null: it fails at once. */
  admit(at: number): number | null;
  /** Each admitted call is told of once. One that was admitted before the state changed counts no more. */
  ended(ticket: number, outcome: CallOutcome, at: number): void;
}

/** As `docs/operations.md` tells operators. */
const FAILURES_IN_A_ROW = 5;
const WINDOW_SECONDS = 10;
const MIN_CALLS = 20;
const FAILED_SHARE = 0.5;
const OPEN_MS = 5_000;

/**
 * Makes a closed breaker; `changed` is told of each new state. Not cockatiel's policy: while one call finds out, others
 * wait for it there instead of failing; after a pause its window keeps what is older; and it reads the system's clock.
 */
export function createBreaker(changed: (state: BreakerState) => void = () => undefined): Breaker {
  const window = createWindow();
  let state: BreakerState = 'closed';
  let openedAt = 0;
  let inARow = 0;
  /** Of the current state; a ticket of another one is void. */
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
    if (isFailure && (inARow >= FAILURES_IN_A_ROW || window.isBad())) open(at);
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
      // A probe that was given up found nothing out: the next call is one.
      else open(outcome === 'failure' ? at : at - OPEN_MS);
    },
  };
}

/** Counts calls by the second; what is older than the window does not count. */
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
      return total >= MIN_CALLS && sum(failures) >= total * FAILED_SHARE;
    },
  };
}
