import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { isRetryable } from './resuming-stream.ts';

/** How an event of a durable stream is run. */
export interface EntryDelivery {
  /** Runs what the plan does after the event. */
  run(): Promise<ExecutionResult>;
  /** Waits before the nth attempt in a row, from 0. */
  pause(attempt: number): Promise<void>;
  readonly isOver: () => boolean;
  readonly log: Pick<Logger, 'warn'>;
}

/** Attempts in a row before a stream is given up; with the pauses of `backoff` about two minutes. */
const MAX_ATTEMPTS = 30;

/**
 * The result of one event of a durable stream. Its cursor moves on with the event, so a payload that lost its entry to a
 * subgraph that is away is not delivered: the rest of the plan runs again.
 *
 * @throws the subgraph's fault when it stays away: the stream ends, and its client comes back with the cursor before.
 */
export async function deliverEntry({ run, pause, isOver, log }: EntryDelivery): Promise<ExecutionResult> {
  for (let attempt = 0; ; attempt += 1) {
    const result = await run();
    const cause = result.errors?.find((error) => isRetryable(error) && isEntryLost(result.data, error.path));
    if (cause === undefined || isOver()) return result;
    if (attempt >= MAX_ATTEMPTS) throw cause;
    if (attempt === 0) log.warn({ err: cause }, 'An entry of a stream cannot be completed; trying again');
    await pause(attempt);
  }
}

/** Whether an error took the payload, or one of its own fields, with it. */
function isEntryLost(data: ExecutionResult['data'], path: readonly (string | number)[] | undefined): boolean {
  let value: unknown = data;
  for (const key of path?.slice(0, 2) ?? []) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return value === null;
}
