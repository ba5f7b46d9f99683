/** Bounds how many operations are executed at once by how busy the process is; those beyond wait in order. */
export interface ConcurrencyLimiter {
  /** Null: the operation may run at once. Else a promise that resolves when it may. Each acquired slot must be released. */
  acquire(): Promise<void> | null;
  release(): void;
}

/** What a limiter measures and waits by. */
export interface ConcurrencyLimiterOptions {
  /** The share of the time since the last call, 0 to 1, in which the event loop was active. */
  utilization(): number;
  /** Monotonic, in milliseconds. */
  clock(): number;
  /** Calls back after a few milliseconds. */
  schedule(call: () => void): void;
}

/**
 * So many always run: with fewer, a process would wait for subgraphs. Measured with responses of 88 KB and 50 requests at
 * once: with 50 running, each minor garbage collection copies 300 KB for every one and takes 26 ms; with 3 running, 2 ms.
 */
const MIN_CONCURRENCY = 3;
/** More could not finish in time. */
const MAX_CONCURRENCY = 512;
/** Below this utilization the limit is raised. */
const LOW_UTILIZATION = 0.8;
/** Above this utilization the limit is lowered: more operations would only wait for each other. */
const HIGH_UTILIZATION = 0.95;
/** Something else may keep the process busy, or those that run may wait for a slow subgraph: after this time one starts. */
const MAX_WAIT_MS = 250;
const ADAPT_INTERVAL_MS = 5;

/** Creates a limiter with every slot free. */
export function createConcurrencyLimiter(
  { utilization, clock, schedule }: ConcurrencyLimiterOptions = ofThisProcess(),
): ConcurrencyLimiter {
  const waiting = new Set<{ readonly since: number; readonly start: () => void }>();
  let limit = MIN_CONCURRENCY;
  let running = 0;
  let isAdapting = false;

  const admit = (): void => {
    for (const next of waiting) {
      if (running >= limit && clock() - next.since < MAX_WAIT_MS) return;
      waiting.delete(next);
      running += 1;
      next.start();
    }
  };
  const adapt = (): void => {
    isAdapting = false;
    const share = utilization();
    if (share < LOW_UTILIZATION) limit = Math.min(MAX_CONCURRENCY, limit + Math.max(1, limit >> 1));
    else if (share > HIGH_UTILIZATION)
      limit = Math.max(MIN_CONCURRENCY, Math.min(limit, running) - Math.max(1, limit >> 2));
    admit();
    if (running >= MIN_CONCURRENCY) adaptSoon();
  };
  const adaptSoon = (): void => {
    isAdapting = true;
    schedule(adapt);
  };
  return {
    acquire() {
      if (running >= limit) return new Promise((start) => waiting.add({ since: clock(), start }));
      running += 1;
      if (running >= MIN_CONCURRENCY && !isAdapting) {
        // Starts the measurement: earlier utilization says nothing about the operations that run now.
        utilization();
        adaptSoon();
      }
      return null;
    },
    release() {
      running -= 1;
      admit();
    },
  };
}

function ofThisProcess(): ConcurrencyLimiterOptions {
  let before = performance.eventLoopUtilization();
  return {
    utilization() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
    clock: () => performance.now(),
    schedule: (call) => void setTimeout(call, ADAPT_INTERVAL_MS),
  };
}
