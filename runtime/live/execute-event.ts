import type { ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isTransient } from '../database/database-errors.ts';
import { isFault } from '../executor/faults.ts';
import type { LogEvent } from './durable-log.ts';

export interface EventExecution {
  /** Executes the operation on an event with loaders of its own; errors are unmasked. */
  run(event: unknown): Promise<ExecutionResult>;
  /** Whether the subscription is still open. */
  isOpen(): boolean;
  /** Waits after the nth consecutive failure, from 0. */
  pause(failures: number): Promise<void>;
  readonly log: Pick<Logger, 'warn' | 'error'>;
}

/**
 * Executes one event of a subscription. The cursor of a durable stream advances with each event, so an entry that cannot be
 * read is never skipped: transient failures are retried, and an entry that can never be read is reported by
 * `resyncRequired`. A nested field that fails permanently fails alone, as in a query.
 */
export async function executeEvent(event: unknown, { run, isOpen, pause, log }: EventExecution) {
  for (let failures = 0; ; failures += 1) {
    const result = await run(event);
    if (!isLogEvent(event) || event.entry === null || result.errors === undefined) return result;
    const { data, errors } = result;
    const passing = errors.find((error) => isTransientFailure(error, data));
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

/** The database is away, or another domain without which the entry cannot be shown. */
const isTransientFailure = (error: GraphQLError, data: ExecutionResult['data']): boolean =>
  isFault(error)
    ? error.extensions['retryable'] === true && isEntryLost(error, data)
    : isTransient(error.originalError);

/** Whether an error nulled the payload or one of its own fields. */
function isEntryLost(error: GraphQLError, data: ExecutionResult['data']): boolean {
  let value: unknown = data;
  for (const key of error.path?.slice(0, 2) ?? []) {
    if (typeof value !== 'object' || value === null) return true;
    value = Reflect.get(value, key);
  }
  return value === null;
}
