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

const BATCH = 200;
/** A blocking read returns at least this often, to look at heads and to notice an abort. */
const BLOCK_MS = 1_000;
/** Between two tries of what failed for now, and of what failed for its own reasons. */
const RETRY_MS = 500;

/** What a consumer works with. */
export interface ConsumerOptions<Store> {
  /** The domain that listens. */
  readonly consumer: string;
  readonly database: Database<Store>;
  readonly reactions: readonly Reaction<Store>[];
  /** A connection of its own, closed when the consumer ends: it blocks. */
  readonly redis: Redis;
  readonly signals: Signals;
  readonly log: Logger;
  /** Called after each handled event: the handler may have written to the outbox. */
  readonly onHandled: () => void;
  /** Pause after a failure; 500 by default. */
  readonly retryMs?: number;
  /** Default: those of this consumer alone. */
  readonly slowEvents?: SlowEvents;
}

type Options<Store> = ConsumerOptions<Store> & { readonly slowEvents: SlowEvents };

/** What one look at a producer brought. */
interface Look {
  readonly producer: string;
  readonly head: StreamHead | null;
  readonly at: InboxPosition;
  readonly events: readonly DeliveredEvent[];
}

/**
 * Handles other domains' events in order, each with its effect once, until `signal` aborts. A gap, an emptied Redis or
 * a producer's new epoch makes it ask for republishing from its position. Runs in one process of the domain at a time.
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
    const went = await round(options, producers, signal).catch((error: unknown) => {
      if (!away && !signal.aborted) log.warn({ err: error, consumer }, 'events wait: they cannot be read or handled');
      away = true;
      return 'failed' as const;
    });
    if (went === 'on') away = false;
    else await setTimeout(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

/** One read of all producers. One that cannot be handled for now holds up no other; the first failure is thrown at the end. */
async function round<Store>(
  options: Options<Store>,
  producers: readonly string[],
  signal: AbortSignal,
): Promise<'on' | 'waiting'> {
  const failures: unknown[] = [];
  let went: 'on' | 'waiting' = 'on';
  for (const look of await lookAt(options, producers)) {
    try {
      if ((await follow(options, look, signal)) === 'waiting') went = 'waiting';
    } catch (error) {
      failures.push(error);
    }
    if (signal.aborted) return 'on';
  }
  if (failures.length > 0) throw failures[0];
  return went;
}

/** Reads what has come since the position in each producer's events; waits up to a second for something to come. */
async function lookAt<Store>(
  { database, redis }: ConsumerOptions<Store>,
  producers: readonly string[],
): Promise<readonly Look[]> {
  const [known, texts] = await Promise.all([
    positions(database.sql),
    redis.mget(...producers.map((producer) => streamKeys(producer).head)),
  ]);
  const looks = producers.map((producer, nth) => ({
    producer,
    head: parseHead(texts[nth] ?? null),
    at: known.get(producer) ?? { epoch: '', number: 0 },
  }));
  const keys = producers.map((producer) => streamKeys(producer).entries);
  const after = looks.map(({ head, at }) => `${(head?.epoch ?? at.epoch) === at.epoch ? at.number : 0}-0`);
  const read = await redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', ...keys, ...after);
  const brought = new Map(read ?? []);
  return looks.map((look) => {
    const entries = brought.get(streamKeys(look.producer).entries) ?? [];
    return { ...look, events: entries.map(([id, fields]) => fromFields(look.producer, id, fields)) };
  });
}

/** Handles what one look brought, tells how far it came, and asks for what is missing; then it has to wait. */
async function follow<Store>(
  options: Options<Store>,
  { producer, head, at: from, events }: Look,
  signal: AbortSignal,
): Promise<'on' | 'waiting'> {
  const { at, isGap } = await handleAll(options, events, from, signal);
  if (signal.aborted) return 'on';
  if (head === null) return isGap ? ask(options, producer, at.number + 1) : 'on';
  const position = head.epoch === at.epoch ? at.number : 0;
  await options.redis.hset(
    streamKeys(producer).positions,
    options.consumer,
    positionText({ epoch: head.epoch, number: position }),
  );
  if (events.length > 0 && !isGap) return 'on';
  return reconcile(options, producer, head, position, isGap);
}

/** Moves behind the events; stops at a gap. */
async function handleAll<Store>(
  options: Options<Store>,
  events: readonly DeliveredEvent[],
  from: InboxPosition,
  signal: AbortSignal,
): Promise<{ readonly at: InboxPosition; readonly isGap: boolean }> {
  const { consumer, database, reactions, log, onHandled, slowEvents, retryMs = RETRY_MS } = options;
  let at = from;
  let passed: DeliveredEvent | null = null;
  let isGap = false;
  for (const event of events) {
    if (event.epoch === at.epoch && event.number <= at.number) continue;
    isGap = event.number !== (event.epoch === at.epoch ? at.number + 1 : 1);
    if (isGap || signal.aborted) break;
    const wanted = reactions.filter(({ type }) => type === event.type);
    if (wanted.length > 0)
      await handleEvent({ consumer, database, reactions: wanted, log, onHandled, retryMs, slowEvents }, event, signal);
    if (signal.aborted) break;
    at = event;
    passed = wanted.length > 0 ? null : event;
  }
  // Events that mean nothing here are passed with one statement, however many they are.
  if (passed !== null) await moveTo(database.sql, passed.producer, passed);
  return { at, isGap };
}

/** Asks for what the head says exists and the stream did not bring. */
async function reconcile<Store>(
  options: ConsumerOptions<Store>,
  producer: string,
  head: StreamHead,
  position: number,
  isGap: boolean,
): Promise<'on' | 'waiting'> {
  const { database, log } = options;
  if (head.number < position) {
    log.error({ producer, from: position, to: head.number }, 'a producer has gone back: was its database restored?');
    await rewindTo(database.sql, producer, head);
    return 'on';
  }
  // What is not published yet is on its way.
  if (!isGap && (head.published ?? head.number) <= position) return 'on';
  if (position + 1 < head.oldest) {
    log.error({ producer, from: position + 1, to: head.oldest - 1 }, 'events were pruned before they were handled');
    await moveTo(database.sql, producer, { epoch: head.epoch, number: head.oldest - 1 });
  }
  return head.oldest > head.number ? 'on' : ask(options, producer, Math.max(position + 1, head.oldest));
}

async function ask<Store>(
  { consumer, redis, signals }: ConsumerOptions<Store>,
  producer: string,
  from: number,
): Promise<'waiting'> {
  await redis.hset(streamKeys(producer).republish, consumer, from);
  await signals.notify(relayTopic(producer));
  return 'waiting';
}
