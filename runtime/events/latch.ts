/** How one says to another that there is something to do. */
export interface Latch {
  release(): void;
  /** Resolves when it was released since the last wait, or the signal aborts. */
  wait(signal: AbortSignal): Promise<void>;
}

/** Remembers one release until somebody waits for it. */
export function createLatch(): Latch {
  let released = false;
  let wake: () => void = () => undefined;
  return {
    release() {
      released = true;
      wake();
    },
    async wait(signal) {
      if (!released) {
        await new Promise<void>((resolve) => {
          wake = resolve;
          signal.addEventListener('abort', () => resolve(), { once: true });
        });
      }
      released = false;
    },
  };
}
