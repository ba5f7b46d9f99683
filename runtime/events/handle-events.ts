import { setTimeout } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Database, Sql } from '../database/database.ts';
import { isOverdue } from '../database/database-errors.ts';
import { pause } from '../resilience/pause.ts';
import { isTemporary } from '../resilience/temporary-failure.ts';
import type { BatchSizes } from './batch-sizes.ts';
import { moveToDeadLetters } from './dead-letter-table.ts';
import type { DeliveredEvent } from './event-type.ts';
import { leave, moveTo, remember } from './inbox-table.ts';
import type { Reaction } from './reaction.ts';
import { type ReactionRunResult, runAfterCommit, runReactions } from './run-reactions.ts';
import type { SlowEvents } from './slow-events.ts';

/** Attempts of a handler that fails for its own reasons, before its event becomes a dead letter. */
const MAX_ATTEMPTS = 5;

/** A database that is available responds to an empty query in a few milliseconds. */
const PING_TIMEOUT_MS = 1_000;

/** Short, because requests wait for the rows that a batch has changed. */
const MAX_BATCH_MS = 250;

/** The dependencies of handling events. */
export interface HandlingOptions<Store> {
  readonly database: Database<Store>;
  readonly reactions: readonly Reaction<Store>[];
  readonly log: Logger;
  readonly onHandled: () => void;
  /** The pause after the first failure; it grows with each further failure. */
  readonly retryMs: number;
  readonly slowEvents: SlowEvents;
  readonly batchSizes: BatchSizes;
  /** A batch takes no further event after this time; 250 by default. */
  readonly maxBatchMs?: number;
}

type Events = readonly [DeliveredEvent, ...DeliveredEvent[]];

/**
 * Handles consecutive events of one producer in their order, many in one transaction with the inbox. One that fails is
 * separated from the others by halving the batch. It becomes a dead letter after five failures of its handler, or when it
 * timed out with the database available as often as `slowEvents` allows. Returns how many are handled: fewer than there are
 * when `signal` aborts.
 *
 * @throws temporary failures: the database or another domain is not available, or the event is paused. The events before it
 * are handled. The caller retries without limit.
 */
export async function handleEvents<Store>(
  options: HandlingOptions<Store>,
  events: readonly DeliveredEvent[],
  signal: AbortSignal,
): Promise<number> {
  let handled = 0;
  while (!signal.aborted) {
    const [first, ...others] = events.slice(handled);
    if (first === undefined) break;
    const size = options.batchSizes.of(first.producer);
    handled += await handleBatch(options, [first, ...others.slice(0, size - 1)], signal);
  }
  return handled;
}

/** Handles a batch, or a beginning of it; returns how many events that was. */
async function handleBatch<Store>(
  options: HandlingOptions<Store>,
  events: Events,
  signal: AbortSignal,
): Promise<number> {
  const { batchSizes, log } = options;
  const [first, ...others] = events;
  const { producer } = first;
  try {
    const handled = others.length > 0 ? await applyBatch(options, events) : await handleEvent(options, first, signal);
    batchSizes.grow(producer);
    return handled;
  } catch (error) {
    if (others.length === 0) throw error;
    log.debug({ err: error, producer, size: events.length }, 'a batch of events cannot be handled: it is halved');
    batchSizes.halve(producer, events.length);
    return 0;
  }
}

async function handleEvent<Store>(
  options: HandlingOptions<Store>,
  event: DeliveredEvent,
  signal: AbortSignal,
): Promise<number> {
  const { database, log, retryMs, slowEvents } = options;
  const rest = slowEvents.resting(event.id);
  if (rest !== null) throw rest;
  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const handled = await applyBatch(options, [event]);
      slowEvents.settled(event.id);
      return handled;
    } catch (error) {
      const hasTimedOutTooOften =
        isOverdue(error) && (await isAvailable(database)) && slowEvents.failed(event.id, error);
      if (isTemporary(error) && !hasTimedOutTooOften) throw error;
      log.error({ err: error, event: event.id, type: event.type, attempt }, 'an event cannot be handled');
      if (hasTimedOutTooOften || attempt >= MAX_ATTEMPTS) {
        await database.transaction((_store, sql) => moveToDeadLetters(sql, event, String(error)));
        slowEvents.settled(event.id);
        return 1;
      }
      await pause(retryMs * attempt, signal);
    }
  }
  return 0;
}

/** Handles events in one transaction, as many as time allows; returns how many that was. */
async function applyBatch<Store>(
  { database, reactions, log, onHandled, maxBatchMs = MAX_BATCH_MS }: HandlingOptions<Store>,
  events: Events,
): Promise<number> {
  const types = new Set(reactions.map(({ type }) => type));
  const relevant = events.filter(({ type }) => types.has(type));
  if (relevant.length === 0) {
    await advance(database.sql, events);
    return events.length;
  }
  const endsAt = performance.now() + maxBatchMs;
  const isTimeOver = (): boolean => performance.now() > endsAt;
  const { count, followUps } = await database.transaction(async (store, sql) => {
    const news = await remember(sql, relevant);
    const result = await runReactions({ reactions, store, sql, log, isTimeOver }, news);
    return { count: await advanceTo(sql, events, news, result), followUps: result.followUps };
  });
  onHandled();
  await runAfterCommit(followUps, log);
  return count;
}

/** Moves the position past what is handled, and leaves the rest of a batch whose time is over. */
async function advanceTo(
  sql: Sql,
  events: Events,
  news: readonly DeliveredEvent[],
  { handled }: ReactionRunResult,
): Promise<number> {
  const rest = news.slice(handled);
  const [next] = rest;
  const count = next === undefined ? events.length : events.indexOf(next);
  if (rest.length > 0) await leave(sql, rest);
  await advance(sql, events.slice(0, count));
  return count;
}

async function advance(sql: Sql, events: readonly DeliveredEvent[]): Promise<void> {
  const last = events.at(-1);
  if (last !== undefined) await moveTo(sql, last.producer, last);
}

/** Whether the database responds at once. Then a handler that timed out was not waiting for the database. */
async function isAvailable({ sql }: Pick<Database<unknown>, 'sql'>): Promise<boolean> {
  const ping = sql.$queryRaw`SELECT 1`.then(
    () => true,
    () => false,
  );
  return Promise.race([ping, setTimeout(PING_TIMEOUT_MS, false, { ref: false })]);
}
