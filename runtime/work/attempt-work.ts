import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { isOverdue } from '../database/database-errors.ts';
import { runAfterCommit } from '../events/run-reactions.ts';
import { backoffMs } from '../resilience/backoff.ts';
import { pause } from '../resilience/pause.ts';
import { isTemporary } from '../resilience/temporary-failure.ts';
import { TimeLimitError, withTimeLimit } from '../resilience/time-limit.ts';
import { type ClaimedWork, renewWork } from './claim-work.ts';
import { moveWorkToDeadLetters, postponeWork, removeWork } from './release-work.ts';
import type { WorkHandler } from './work-handler.ts';

const LEASE_MS = 30_000;
const TIME_LIMIT_MS = 60_000;
const MAX_FAILURES = 12;
const BACKOFF = { firstMs: 1_000, maxMs: 900_000 };

/** What attempting an item takes. */
export interface AttemptOptions<Store> {
  readonly database: Database<Store>;
  readonly log: Logger;
  readonly now: () => Date;
  /** In [0, 1), for the jitter of delays. */
  readonly random: () => number;
  /** Called when an item was completed. */
  readonly onCompleted: () => void;
}

/** How long a process claims items of a handler for, in milliseconds. */
export const leaseMsOf = ({ leaseMs = LEASE_MS }: Pick<WorkHandler<never>, 'leaseMs'>): number => leaseMs;

class LeaseLostError extends Error {
  override readonly name = 'LeaseLostError';
}

/**
 * Works once on an item that was claimed under `token`: completes it, has it tried again later, or makes it a dead letter. An
 * item that another process has by now is left to it. When `stopping` aborts, the attempt does not count. Never rejects: what
 * the database did not record is recorded by the end of the lease.
 */
export async function attemptWork<Store>(
  options: AttemptOptions<Store>,
  handler: WorkHandler<Store>,
  item: ClaimedWork,
  token: string,
  stopping: AbortSignal,
): Promise<void> {
  const { database, log, now } = options;
  const about = { work: item.id, kind: item.kind, attempts: item.attempts };
  try {
    // Only a process that ended, or lost its database, leaves an item with more.
    if (item.failures > maxFailuresOf(handler))
      throw new Error('Each process that worked on the item ended or lost it.');
    await complete(options, handler, item, token, stopping);
  } catch (error) {
    if (error instanceof LeaseLostError) return log.warn(about, 'work was taken over by another process');
    const counts = !stopping.aborted && (isOverdue(error) || !isTemporary(error));
    const isDead = counts && item.failures >= maxFailuresOf(handler);
    const message = stopping.aborted ? null : String(error);
    const recording = isDead
      ? moveWorkToDeadLetters(database.sql, item.id, token, { error: String(error), at: now() })
      : postponeWork(database.sql, item.id, token, {
          dueAt: dueAfter(options, handler, item, stopping),
          error: message,
          counts,
        });
    if (isDead) log.error({ err: error, ...about, alert: 'work-dead' }, 'work failed and is not tried again');
    else if (!stopping.aborted) log.warn({ err: error, ...about }, 'work failed; it is tried again');
    await recording.catch((err: unknown) => log.warn({ err, ...about }, 'the end of an attempt cannot be recorded'));
  }
}

async function complete<Store>(
  { database, log, onCompleted }: AttemptOptions<Store>,
  handler: WorkHandler<Store>,
  item: ClaimedWork,
  token: string,
  stopping: AbortSignal,
): Promise<void> {
  const ended = new AbortController();
  const signal = AbortSignal.any([stopping, ended.signal]);
  const renewing = keepLease({ database, log }, item.id, token, leaseMsOf(handler), ended);
  try {
    const result = handler.call === undefined ? undefined : await untilAborted(handler, item, signal);
    const after = await database.transaction(async (store, sql) => {
      // First, so that nothing is done when another process has the item.
      if (!(await removeWork(sql, item.id, token))) throw new LeaseLostError();
      return handler.complete(store, item, sql, result);
    });
    onCompleted();
    if (typeof after === 'function') await runAfterCommit([after], log);
  } catch (error) {
    throw ended.signal.aborted ? ended.signal.reason : error;
  } finally {
    ended.abort(new TimeLimitError('The attempt is over.'));
    await renewing;
  }
}

/** The result of the call, or a rejection once the signal aborts or its time is over, even if the call goes on. */
async function untilAborted<Store>(
  { call, timeLimitMs = TIME_LIMIT_MS }: WorkHandler<Store>,
  item: ClaimedWork,
  signal: AbortSignal,
): Promise<unknown> {
  const limit = new AbortController();
  const either = AbortSignal.any([signal, limit.signal]);
  const aborted = new Promise<never>((_, reject) => {
    either.addEventListener('abort', () => reject(either.reason), { once: true });
  });
  // A call that throws at once leaves nobody to handle the rejection.
  aborted.catch(() => undefined);
  try {
    return await withTimeLimit(timeLimitMs, Promise.race([call?.(item, either), aborted]));
  } finally {
    limit.abort(new TimeLimitError(`The attempt took longer than ${timeLimitMs} ms.`));
  }
}

/** Renews the lease until `ended` aborts; aborts it itself when the lease is lost. */
async function keepLease<Store>(
  { database, log }: Pick<AttemptOptions<Store>, 'database' | 'log'>,
  id: string,
  token: string,
  leaseMs: number,
  ended: AbortController,
): Promise<void> {
  let renewedAt = performance.now();
  while (!ended.signal.aborted) {
    await pause(leaseMs / 3, ended.signal);
    if (ended.signal.aborted) return;
    const startedAt = performance.now();
    try {
      const isOurs = await renewWork(database.sql, id, token, leaseMs);
      if (!isOurs) ended.abort(new LeaseLostError());
      renewedAt = startedAt;
    } catch (error) {
      log.warn({ err: error, work: id }, 'the lease of work cannot be renewed');
      if (performance.now() - renewedAt > leaseMs) ended.abort(new LeaseLostError());
    }
  }
}

const maxFailuresOf = <Store>({ maxFailures = MAX_FAILURES }: WorkHandler<Store>): number => maxFailures;

function dueAfter<Store>(
  { now, random }: AttemptOptions<Store>,
  { backoff = BACKOFF }: WorkHandler<Store>,
  { attempts }: ClaimedWork,
  stopping: AbortSignal,
): Date {
  return new Date(now().getTime() + (stopping.aborted ? 0 : backoffMs(attempts, backoff, random())));
}
