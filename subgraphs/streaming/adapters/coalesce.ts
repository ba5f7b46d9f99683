/** Something to do soon, however often it is asked for. */
export interface Coalesced {
  /** Asks for one more run. */
  request(): void;
  /** Prevents any further run. */
  close(): void;
}

/**
 * Runs `work` at once when it is asked for, and while requests keep coming at most once in `intervalMs`. What was
 * requested last is never lost: a run follows every request.
 */
export function coalesce(work: () => void, intervalMs: number): Coalesced {
  let resting: NodeJS.Timeout | null = null;
  let wanted = false;

  const run = (): void => {
    wanted = false;
    resting = setTimeout(() => {
      resting = null;
      if (wanted) run();
    }, intervalMs);
    resting.unref();
    work();
  };
  let closed = false;

  return {
    request() {
      if (closed) return;
      if (resting === null) run();
      else wanted = true;
    },
    close() {
      closed = true;
      wanted = false;
      if (resting !== null) clearTimeout(resting);
      resting = null;
    },
  };
}
