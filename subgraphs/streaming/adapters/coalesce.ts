export interface Coalesced {
  /** Requests a run, now or at the end of the interval. */
  request(): void;
  /** Prevents any further run. */
  close(): void;
}

/**
 * Runs `work` on request, at most once per `intervalMs`: requests in between share the next run, so that a run follows
 * every request.
 */
export function coalesce(work: () => void, intervalMs: number): Coalesced {
  let pause: NodeJS.Timeout | null = null;
  let isRequested = false;

  const run = (): void => {
    isRequested = false;
    pause = setTimeout(() => {
      pause = null;
      if (isRequested) run();
    }, intervalMs);
    pause.unref();
    work();
  };
  let closed = false;

  return {
    request() {
      if (closed) return;
      if (pause === null) run();
      else isRequested = true;
    },
    close() {
      closed = true;
      isRequested = false;
      if (pause !== null) clearTimeout(pause);
      pause = null;
    },
  };
}
