/** Wakes a loop that waits for work. */
export interface WakeSignal {
  wake(): void;
  /** Resolves once `wake` was called since the last wait, or the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
}

/** Remembers one `wake` until a loop waits for it; further ones change nothing. */
export function createWakeSignal(): WakeSignal {
  let isPending = false;
  let resume: () => void = () => undefined;
  return {
    wake() {
      isPending = true;
      resume();
    },
    async wait(signal) {
      if (!isPending) {
        await new Promise<void>((resolve) => {
          resume = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      isPending = false;
    },
  };
}
