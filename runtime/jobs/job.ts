interface AnyJob {
  /** As the log names it. */
  readonly name: string;
  /** Called when this process stops running the job, which another one may go on with. */
  onStop?(): Promise<void> | void;
}

/** Work that is repeated at an interval. */
export interface PeriodicJob extends AnyJob {
  /** From the end of a run to the beginning of the next, in milliseconds. */
  readonly everyMs: number;
  readonly topic?: never;
  run(signal: AbortSignal): Promise<unknown>;
}

/** Work on a queue: batch after batch as long as there is any, then when a signal says that there is more. */
export interface QueueJob extends AnyJob {
  /** Topic of the signal. */
  readonly topic: string;
  readonly everyMs?: never;
  /**
   * How long work waits at most when its signal is lost, or when it only became due, in milliseconds; up to five times as
   * long, and at most 5 seconds, when there was no work for a while.
   */
  readonly pollMs: number;
  /** Between the beginnings of two batches that signals cause, in milliseconds, so that many small ones become one. Default: none. */
  readonly minIntervalMs?: number;
  /** Works on one batch. Resolves to whether there may be more; `wake` says so later. */
  run(signal: AbortSignal, wake: () => void): Promise<boolean>;
}

/** Background work that exactly one process of a domain does at a time; started again when it throws. */
export type Job = PeriodicJob | QueueJob;
