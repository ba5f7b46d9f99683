import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isTransient } from '../database/database-errors.ts';
import { isFault } from '../executor/faults.ts';
import type { LogEvent } from './durable-log.ts';

/** How one event of a subscription is answered. */
export interface EventAnswering {
  /** Runs the operation on an event, with loaders of its own; errors are as they were thrown. */
  run(event: unknown): Promise<ExecutionResult>;
  /** Whether somebody still waits for the answer. */
  isOpen(): boolean;
  /** Waits after the nth failure in a row, from 0. */
  pause(failures: number): Promise<void>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

/**
 * The answer to one event. The cursor of a durable stream moves on with each event, so an entry that cannot be read is
 * never passed over: what may pass is read again until it has, and an entry that can never be read is reported by
 * `resyncRequired`. A field further inside that fails for good fails alone, as in a query.
 */
export async function answerEvent(event: unknown, { run, isOpen, pause, log }: EventAnswering) {
  for (let failures = 0; ; failures += 1) {
    const result = await run(event);
    if (!isLogEvent(event) || event.entry === null || result.errors === undefined) return result;
    const { data, errors } = result;
    const passing = errors.find((error) => mayPass(error, data));
    if (passing === undefined) {
      const lost = errors.find((error) => !isFault(error) && isEntryLost(error, data));
      if (lost === undefined) return result;
      log.error({ err: lost.originalError ?? lost }, 'an entry of a live log cannot be read');
      return run({ ...event, entry: null, resyncRequired: true } satisfies LogEvent<unknown>);
    }
    if (failures === 0)
      log.warn({ err: passing.originalError ?? passing }, 'an entry of a live log cannot be read now; trying again');
    await pause(failures);
    if (!isOpen()) return result;
  }
}

function isLogEvent(event: unknown): event is LogEvent<unknown> {
  return (
    typeof event === 'object' && event !== null && 'cursor' in event && 'resyncRequired' in event && 'entry' in event
  );
}

/** The database is away; or another domain, and the entry cannot be shown without it. */
const mayPass = (error: GraphQLError, data: ExecutionResult['data']): boolean =>
  isFault(error)
    ? error.extensions['retryable'] === true && isEntryLost(error, data)
    : isTransient(error.originalError);

/** Whether an error took the payload, or one of its own fields, with it. */
function isEntryLost(error: GraphQLError, data: ExecutionResult['data']): boolean {
  let value: unknown = data;
  for (const key of error.path?.slice(0, 2) ?? []) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return value === null;
}
