/** Lets operations run side by side as long as that keeps the process busy; those beyond wait in order. */
export interface Turnstile {
  /** Null: come in. Else a promise of being let in. Whoever is in must leave. */
  enter(): Promise<void> | null;
  leave(): void;
}

/** What a turnstile goes by. */
export interface TurnstileOptions {
  /** How much of the time since it was last asked the process had something to do, 0 to 1. */
  busyShare(): number;
  /** Milliseconds. */
  clock(): number;
  /** Calls back in a moment. */
  soon(call: () => void): void;
}

/**
 * So many always run: with fewer, a process would wait for subgraphs. Measured with answers of 88 KB, 50 at once: with
 * 50 inside each minor garbage collection copies 300 KB of every one and takes 26 ms, with 3 inside 2 ms.
 */
const LEAST = 3;
/** More could not all be answered in time. */
const MOST = 512;
/** Below this share there is time for more; above the other, more would only wait inside. */
const HAS_TIME = 0.8;
const IS_BUSY = 0.95;
/** What keeps the process busy may be something else, and those inside may wait for a slow subgraph. */
const LONGEST_WAIT_MS = 250;
const STEP_MS = 5;

/** Begins with nobody inside. */
export function createTurnstile({ busyShare, clock, soon }: TurnstileOptions = ofThisProcess()): Turnstile {
  const waiting = new Set<{ readonly since: number; readonly comeIn: () => void }>();
  let places = LEAST;
  let inside = 0;
  let isWatching = false;

  const letIn = (): void => {
    for (const next of waiting) {
      if (inside >= places && clock() - next.since < LONGEST_WAIT_MS) return;
      waiting.delete(next);
      inside += 1;
      next.comeIn();
    }
  };
  const adapt = (): void => {
    isWatching = false;
    const share = busyShare();
    if (share < HAS_TIME) places = Math.min(MOST, places + Math.max(1, places >> 1));
    else if (share > IS_BUSY) places = Math.max(LEAST, Math.min(places, inside) - Math.max(1, places >> 2));
    letIn();
    if (inside >= LEAST) watch();
  };
  const watch = (): void => {
    isWatching = true;
    soon(adapt);
  };
  return {
    enter() {
      if (inside >= places) return new Promise((comeIn) => waiting.add({ since: clock(), comeIn }));
      inside += 1;
      if (inside >= LEAST && !isWatching) {
        // From here on: what was before says nothing of those who are inside now.
        busyShare();
        watch();
      }
      return null;
    },
    leave() {
      inside -= 1;
      letIn();
    },
  };
}

function ofThisProcess(): TurnstileOptions {
  let before = performance.eventLoopUtilization();
  return {
    busyShare() {
      const now = performance.eventLoopUtilization();
      const { utilization } = performance.eventLoopUtilization(now, before);
      before = now;
      return utilization;
    },
    clock: () => performance.now(),
    soon: (call) => void setTimeout(call, STEP_MS),
  };
}
