/** Wakes a loop that waits for work. */
export interface WakeSignal {
  wake(): void;
  /**
   * Resolves to true once `wake` was called since the last wait, and to false when the signal aborts or `maxMs` have passed;
   * by default it waits for as long as it takes.
   */
  wait(signal: AbortSignal, maxMs?: number): Promise<boolean>;
}

/** Remembers one `wake` until a loop waits for it; further ones change nothing. */
export function createWakeSignal(): WakeSignal {
  const ignore = (): void => undefined;
  let isPending = false;
  let resume = ignore;
  return {
    wake() {
      isPending = true;
      resume();
    },
    async wait(signal, maxMs) {
      if (!isPending && !signal.aborted) {
        await new Promise<void>((resolve) => {
          const settle = (): void => {
            clearTimeout(timer);
            signal.removeEventListener('abort', settle);
            resume = ignore;
            resolve();
          };
          const timer = maxMs === undefined ? undefined : setTimeout(settle, maxMs).unref();
          signal.addEventListener('abort', settle);
          resume = settle;
        });
      }
      const isWoken = isPending;
      isPending = false;
      return isWoken;
    },
  };
}
