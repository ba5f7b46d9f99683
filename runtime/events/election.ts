/** Between the end of failed work and the next attempt to lead. */
const REST_MS = 1_000;

/** What a process stands for. */
export interface ElectionOptions {
  /** The database whose lock decides, without a pooler in between. */
  readonly databaseUrl: string;
  /** Name of the lock, one for all processes. */
  readonly name: string;
  /** Runs for as long as this process leads. Its end or failure ends the term. */
  readonly work: (signal: AbortSignal) => Promise<void>;
}

/** One lock that this process wants, as the connection that holds it sees it. */
export interface OpenElection extends ElectionOptions {
  /** Whether it would lead now if it had the lock. */
  isWaiting(): boolean;
  isLeader(): boolean;
  /** Works until `lost` aborts, it is withdrawn or the work ends by itself. Never rejects. */
  runTerm(lost: AbortSignal): Promise<void>;
  /** Says that the lock is given back, or lost with its connection. */
  released(): void;
  /** Ends the work, and resolves when that is done and the lock is released. */
  withdraw(): Promise<void>;
}

/** An election whose lock this process does not have yet. `onFailed` gets what the work rejects with while it should go on. */
export function createElection(options: ElectionOptions, onFailed: (error: unknown) => void): OpenElection {
  const stop = new AbortController();
  let isLeading = false;
  let restsUntil = 0;
  let term: { readonly over: Promise<void>; readonly released: PromiseWithResolvers<void> } | null = null;
  return {
    ...options,
    isWaiting: () => term === null && !stop.signal.aborted && performance.now() >= restsUntil,
    isLeader: () => isLeading,
    runTerm(lost) {
      const signal = AbortSignal.any([stop.signal, lost]);
      const work = async (): Promise<void> => {
        if (signal.aborted) return;
        isLeading = true;
        const onAbort = (): void => {
          isLeading = false;
        };
        signal.addEventListener('abort', onAbort, { once: true });
        await options.work(signal).catch((error: unknown) => {
          if (!signal.aborted) onFailed(error);
        });
        isLeading = false;
        restsUntil = performance.now() + REST_MS;
      };
      const over = work();
      const released = Promise.withResolvers<void>();
      term = { over, released };
      // A lost lock does not make it an election again while it still works.
      void Promise.all([over, released.promise]).then(() => {
        term = null;
      });
      return over;
    },
    released: () => term?.released.resolve(),
    async withdraw() {
      stop.abort();
      await Promise.all([term?.over, term?.released.promise]);
    },
  };
}
