import { once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import type { Signals } from '../live/signals.ts';
import { fromFields, relayTopic, streamKeys } from './event-stream.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';
import { handleEvent } from './handle-event.ts';
import { moveTo, positions, rewindTo } from './inbox-table.ts';
import type { Reaction } from './reaction.ts';
import { createSlowEvents, type SlowEvents } from './slow-events.ts';
import { parseHead, positionText, type StreamHead } from './stream-head.ts';

const BATCH_SIZE = 200;
/** A blocking read returns at least this often, so that the consumer checks the heads and notices an abort. */
const BLOCK_MS = 1_000;
/** The pause after a failure, of the consumer or of a handler. */
const RETRY_MS = 500;

/** The dependencies of the consumer of a domain. */
export interface ConsumerOptions<Store> {
  /** The domain that handles the events. */
  readonly consumer: string;
  readonly database: Database<Store>;
  readonly reactions: readonly Reaction<Store>[];
  /** Its own connection, because its reads block; closed when the consumer ends. */
  readonly redis: Redis;
  readonly signals: Signals;
  readonly log: Logger;
  /** Called after each handled event: the handler may have written to the outbox. */
  readonly onHandled: () => void;
  /** Pause after a failure; 500 by default. */
  readonly retryMs?: number;
  /** Default: a new one for this consumer. */
  readonly slowEvents?: SlowEvents;
}

/** `backoff`: pause before the next poll. */
type PollOutcome = 'progress' | 'backoff';

type Options<Store> = ConsumerOptions<Store> & { readonly slowEvents: SlowEvents };

/** The head and the new events of one producer. */
interface Poll {
  readonly producer: string;
  readonly head: StreamHead | null;
  readonly at: InboxPosition;
  readonly events: readonly DeliveredEvent[];
}

/**
 * Handles other domains' events in order, each with its effect once, until `signal` aborts. After a gap, a loss of Redis's
 * data or a new epoch of a producer it requests that events are republished from its position. Runs in one process of the
 * domain at a time.
 */
export async function runConsumer<Store>(given: ConsumerOptions<Store>, signal: AbortSignal): Promise<void> {
  const options = { ...given, slowEvents: given.slowEvents ?? createSlowEvents() };
  const { consumer, reactions, redis, log, retryMs = RETRY_MS } = options;
  const producers = [...new Set(reactions.map(({ type }) => type.split('.')[0] ?? ''))];
  if (signal.aborted) return redis.disconnect();
  signal.addEventListener('abort', () => redis.disconnect(), { once: true });
  if (redis.status !== 'ready') await once(redis, 'ready', { signal }).catch(() => undefined);
  let away = false;
  while (!signal.aborted) {
    const outcome = await pollOnce(options, producers, signal).catch((error: unknown) => {
      if (!away && !signal.aborted)
        log.warn({ err: error, consumer }, 'events are delayed: they cannot be read or handled');
      away = true;
      return 'failed' as const;
    });
    if (outcome === 'progress') away = false;
    else await setTimeout(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** Reads and handles the events of all producers. A failure does not delay other producers; the first is thrown at the end. */
async function pollOnce<Store>(
  options: Options<Store>,
  producers: readonly string[],
  signal: AbortSignal,
): Promise<PollOutcome> {
  const failures: unknown[] = [];
  let outcome: PollOutcome = 'progress';
  for (const poll of await readBatch(options, producers)) {
    try {
      if ((await follow(options, poll, signal)) === 'backoff') outcome = 'backoff';
    } catch (error) {
      failures.push(error);
    }
    if (signal.aborted) return 'progress';
  }
  if (failures.length > 0) throw failures[0];
  return outcome;
}

/** Reads the events after the position in each producer's stream. Waits up to a second for one. */
async function readBatch<Store>(
  { database, redis }: ConsumerOptions<Store>,
  producers: readonly string[],
): Promise<readonly Poll[]> {
  const [positionByProducer, texts] = await Promise.all([
    positions(database.sql),
    redis.mget(...producers.map((producer) => streamKeys(producer).head)),
  ]);
  const polls = producers.map((producer, nth) => ({
    producer,
    head: parseHead(texts[nth] ?? null),
    at: positionByProducer.get(producer) ?? { epoch: '', number: 0 },
  }));
  const keys = producers.map((producer) => streamKeys(producer).entries);
  const after = polls.map(({ head, at }) => `${(head?.epoch ?? at.epoch) === at.epoch ? at.number : 0}-0`);
  const read = await redis.xread('COUNT', BATCH_SIZE, 'BLOCK', BLOCK_MS, 'STREAMS', ...keys, ...after);
  const entriesByKey = new Map(read ?? []);
  return polls.map((poll) => {
    const entries = entriesByKey.get(streamKeys(poll.producer).entries) ?? [];
    return { ...poll, events: entries.map(([id, fields]) => fromFields(poll.producer, id, fields)) };
  });
}

/** Handles the events of a producer, records the new position, and requests events that are missing. */
async function follow<Store>(
  options: Options<Store>,
  { producer, head, at: from, events }: Poll,
  signal: AbortSignal,
): Promise<PollOutcome> {
  const { at, isGap } = await handleAll(options, events, from, signal);
  if (signal.aborted) return 'progress';
  if (head === null) return isGap ? requestRepublish(options, producer, at.number + 1) : 'progress';
  const position = head.epoch === at.epoch ? at.number : 0;
  await options.redis.hset(
    streamKeys(producer).positions,
    options.consumer,
    positionText({ epoch: head.epoch, number: position }),
  );
  if (events.length > 0 && !isGap) return 'progress';
  return reconcile(options, producer, head, position, isGap);
}

/** Handles events in order and moves the position. Stops at a gap. */
async function handleAll<Store>(
  options: Options<Store>,
  events: readonly DeliveredEvent[],
  from: InboxPosition,
  signal: AbortSignal,
): Promise<{ readonly at: InboxPosition; readonly isGap: boolean }> {
  const { consumer, database, reactions, log, onHandled, slowEvents, retryMs = RETRY_MS } = options;
  let at = from;
  let skipped: DeliveredEvent | null = null;
  let isGap = false;
  for (const event of events) {
    if (event.epoch === at.epoch && event.number <= at.number) continue;
    isGap = event.number !== (event.epoch === at.epoch ? at.number + 1 : 1);
    if (isGap || signal.aborted) break;
    const matching = reactions.filter(({ type }) => type === event.type);
    if (matching.length > 0)
      await handleEvent(
        { consumer, database, reactions: matching, log, onHandled, retryMs, slowEvents },
        event,
        signal,
      );
    if (signal.aborted) break;
    at = event;
    skipped = matching.length > 0 ? null : event;
  }
  // Events without a reaction are skipped with one statement, however many there are.
  if (skipped !== null) await moveTo(database.sql, skipped.producer, skipped);
  return { at, isGap };
}

/** Requests events that exist according to the head but are not in the stream. */
async function reconcile<Store>(
  options: ConsumerOptions<Store>,
  producer: string,
  head: StreamHead,
  position: number,
  isGap: boolean,
): Promise<PollOutcome> {
  const { database, log } = options;
  if (head.number < position) {
    log.error({ producer, from: position, to: head.number }, 'a producer has gone back: was its database restored?');
    await rewindTo(database.sql, producer, head);
    return 'progress';
  }
  // Events that are not published yet will be.
  if (!isGap && (head.published ?? head.number) <= position) return 'progress';
  if (position + 1 < head.oldest) {
    log.error({ producer, from: position + 1, to: head.oldest - 1 }, 'events were pruned before they were handled');
    await moveTo(database.sql, producer, { epoch: head.epoch, number: head.oldest - 1 });
  }
  return head.oldest > head.number
    ? 'progress'
    : requestRepublish(options, producer, Math.max(position + 1, head.oldest));
}

async function requestRepublish<Store>(
  { consumer, redis, signals }: ConsumerOptions<Store>,
  producer: string,
  from: number,
): Promise<'backoff'> {
  await redis.hset(streamKeys(producer).republish, consumer, from);
  await signals.notify(relayTopic(producer));
  return 'backoff';
}
