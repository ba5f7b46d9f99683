/** How long this process has kept its own event loop from turning. */
export interface LoopDelay {
  /** Milliseconds in all so far; what goes on while it is asked counts too. */
  lostMs(): number;
  close(): void;
}

const BEAT_MS = 50;
/** A turn that comes so much later than it should is ordinary work. */
const SLACK_MS = 25;

/** Watches the event loop by a timer that keeps nothing alive; `clock` in milliseconds. */
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
