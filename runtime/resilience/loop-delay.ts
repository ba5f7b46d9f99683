/** How long the event loop of this process has been blocked. */
export interface LoopDelay {
  /** Total in milliseconds so far, including a block that is still going on. */
  lostMs(): number;
  close(): void;
}

const BEAT_MS = 50;
/** Delays up to this long are ordinary work. */
const SLACK_MS = 25;

/** Measures event loop delay with an unreferenced timer; `clock` in milliseconds. */
export function watchLoopDelay(clock: () => number = () => performance.now()): LoopDelay {
  let lost = 0;
  let last = clock();
  const overdue = (): number => {
    const late = clock() - last - BEAT_MS;
    return late > SLACK_MS ? late : 0;
  };
  const timer = setInterval(() => {
    lost += overdue();
    last = clock();
  }, BEAT_MS).unref();
  return {
    lostMs: () => lost + overdue(),
    close: () => clearInterval(timer),
  };
}
