import type { ExecutionResult } from 'graphql';
import type { Logger } from 'pino';
import { isRetryable } from './resuming-stream.ts';

/** Dependencies of `deliverEntry`. */
export interface EntryDelivery {
  /** Executes the rest of the plan for the event. */
  run(): Promise<ExecutionResult>;
  /** Waits before the nth consecutive attempt, from 0. */
  pause(attempt: number): Promise<void>;
  readonly isOver: () => boolean;
  readonly log: Pick<Logger, 'warn'>;
}

/** Consecutive attempts before a stream is given up: about two minutes with the pauses of `backoff`. */
const MAX_ATTEMPTS = 30;

/**
 * The result of one event of a durable stream. Delivering an event advances the client's cursor, so a payload whose entry
 * is null because a subgraph is unavailable is not delivered: the rest of the plan is executed again.
 *
 * @throws the subgraph's fault when it stays unavailable: the stream ends, and the client resumes from the cursor before.
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

/** Whether an error made the payload, or one of its direct fields, null. */
function isEntryLost(data: ExecutionResult['data'], path: readonly (string | number)[] | undefined): boolean {
  let value: unknown = data;
  for (const key of path?.slice(0, 2) ?? []) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return value === null;
}
