/** How long the event loop of this process has been blocked while somebody asked. */
export interface LoopDelay {
  /**
   * Total in milliseconds so far, including a block that is still going on. What is lost more than half a minute after the
   * last call does not count.
   */
  lostMs(): number;
  close(): void;
}

const BEAT_MS = 50;
/** Delays up to this long are ordinary work. */
const SLACK_MS = 25;
/** Longer than any call that compares two readings; its timer would be a third of what wakes an idle process. */
const IDLE_AFTER_MS = 30_000;

/** Measures event loop delay with an unreferenced timer; `clock` in milliseconds. */
export function watchLoopDelay(clock: () => number = () => performance.now()): LoopDelay {
  let lost = 0;
  let last = clock();
  let usedAt = last;
  let timer: NodeJS.Timeout | undefined;
  const overdue = (): number => {
    const late = clock() - last - BEAT_MS;
    return late > SLACK_MS ? late : 0;
  };
  const stop = (): void => {
    clearInterval(timer);
    timer = undefined;
  };
  const beat = (): void => {
    lost += overdue();
    last = clock();
    if (last - usedAt > IDLE_AFTER_MS) stop();
  };
  return {
    lostMs() {
      usedAt = clock();
      if (timer === undefined) {
        last = usedAt;
        timer = setInterval(beat, BEAT_MS).unref();
      }
      return lost + overdue();
    },
    close: stop,
  };
}
