/** Bounds how many requests one process executes at once, and rejects those beyond. */
export interface LoadGate {
  /** Whether the next request would be rejected; cheap enough to be called before anything is read. */
  isFull(): boolean;
  /** Takes a slot. Returns what releases it, once however often it is called; null when there is none. */
  acquire(): (() => void) | null;
  /** Counts a request that was rejected without an attempt to take a slot. */
  countRejection(): void;
  /** Number of slots that are taken. */
  readonly running: number;
  /** Number of slots there are now. */
  readonly capacity: number;
  /** Number of requests rejected since the start. */
  readonly rejected: number;
}

/** How long the event loop of a process has been idle and active since it started, in milliseconds. */
export interface LoopTimes {
  readonly idle: number;
  readonly active: number;
}

/** The event loop is measured in windows of this length, which end only when a slot is asked for. */
const WINDOW_MS = 100;
/** An event loop that is active for more of a window has more to do than it can. */
const BUSY_UTILIZATION = 0.9;
/** A busy process may run as many requests as it finishes in this time, so that none waits much longer. */
const MAX_DELAY_MS = 100;
/** As many as one subgraph takes, running and waiting: so many are never too many. */
const MIN_BUSY_CAPACITY = 128;
/** Weight of the latest window in the moving average of the rate. */
const SMOOTHING = 0.3;

/**
 * Creates a gate with at most `maxCapacity` slots. While the process is busy there are fewer, by the rate at which it
 * finishes requests: more would queue, hold memory and delay everything, rejections included. A process that waits for slow
 * subgraphs is not busy.
 */
export function createLoadGate(
  maxCapacity: number,
  times: () => LoopTimes = () => performance.eventLoopUtilization(),
  clock: () => number = () => performance.now(),
): LoadGate {
  let capacity = maxCapacity;
  let running = 0;
  let rejected = 0;
  let finished = 0;
  let perMs: number | null = null;
  let since = clock();
  let before = times();

  const measure = (): void => {
    const at = clock();
    if (at - since < WINDOW_MS || maxCapacity === Number.POSITIVE_INFINITY) return;
    const now = times();
    const active = now.active - before.active;
    const isBusy = active >= (active + now.idle - before.idle) * BUSY_UTILIZATION;
    const rate = finished / (at - since);
    perMs = isBusy ? rate * SMOOTHING + (perMs ?? rate) * (1 - SMOOTHING) : null;
    capacity =
      perMs === null
        ? maxCapacity
        : Math.min(maxCapacity, Math.max(MIN_BUSY_CAPACITY, Math.round(perMs * MAX_DELAY_MS)));
    finished = 0;
    since = at;
    before = now;
  };

  return {
    get running() {
      return running;
    },
    get capacity() {
      return capacity;
    },
    get rejected() {
      return rejected;
    },
    isFull() {
      measure();
      return running >= capacity;
    },
    countRejection() {
      rejected += 1;
    },
    acquire() {
      measure();
      if (running >= capacity) {
        rejected += 1;
        return null;
      }
      running += 1;
      let isHeld = true;
      return () => {
        if (!isHeld) return;
        isHeld = false;
        running -= 1;
        finished += 1;
      };
    },
  };
}
