import { AsyncLocalStorage } from 'node:async_hooks';

/** When the request that is being executed has to be over, by the process's monotonic clock. */
const deadlines = new AsyncLocalStorage<number>();

/** Executes a request that has `withinMs` left, or without a limit; what it calls is limited by what then remains. */
export const runWithin = <Result>(withinMs: number | undefined, work: () => Result): Result =>
  withinMs === undefined ? work() : deadlines.run(performance.now() + withinMs, work);

/** Milliseconds that the request being executed has left, at least 0; infinite outside of one, and without a limit. */
export const timeLeftMs = (): number => {
  const deadline = deadlines.getStore();
  return deadline === undefined ? Number.POSITIVE_INFINITY : Math.max(deadline - performance.now(), 0);
};
