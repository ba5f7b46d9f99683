import { setTimeout } from 'node:timers/promises';
import { isTransient } from '../database/database-errors.ts';

const FIRST_DELAY_MS = 250;
const MAX_DELAY_MS = 2_000;

/** Delay before the next attempt, in milliseconds: 250 after the first failure (`failures` is 0), doubling up to 2,000. */
export const retryDelayMs = (failures: number): number =>
  Math.min(FIRST_DELAY_MS * 2 ** Math.min(failures, 10), MAX_DELAY_MS);

interface RetryOptions {
  /** Whether somebody still waits for the value; asked after each failure. */
  isOpen(): boolean;
  /** Which failures are worth another attempt. Default: those of a database that is away, restarting or overloaded. */
  isRetryable?(error: unknown): boolean;
  /** Called once, with the first failure that is retried. */
  onFirstFailure?(error: unknown): void;
}

/**
 * Calls `read` until it succeeds, so that a database that restarts delays a stream and does not end it.
 *
 * @throws the last failure, when it is not retryable or nobody waits any more.
 */
export async function retryTransient<Value>(
  read: () => Promise<Value>,
  { isOpen, isRetryable = isTransient, onFirstFailure }: RetryOptions,
): Promise<Value> {
  for (let failures = 0; ; failures += 1) {
    try {
      return await read();
    } catch (error) {
      if (!isOpen() || !isRetryable(error)) throw error;
      if (failures === 0) onFirstFailure?.(error);
      await setTimeout(retryDelayMs(failures), undefined, { ref: false });
    }
  }
}
