import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { workUntilIdle } from '../jobs/loops.ts';
import type { WakeSignal } from '../jobs/wake-signal.ts';
import { streamKeys, toFields } from './event-stream.ts';
import type { DeliveredEvent, InboxPosition } from './event-type.ts';
import { numberNext, numberRows, outboxState, prune, recordConsumers, rowsFrom } from './outbox-table.ts';
import { continuePosition, type StreamHead } from './stream-head.ts';

const BATCH_SIZE = 500;
/** Between two passes that wake signals cause: a busy domain publishes more events at a time, and its consumers handle more. */
const MIN_INTERVAL_MS = 20;
/** Polls this often without a wake signal, and up to five times less often while there is nothing. */
const POLL_INTERVAL_MS = 1_000;
/** Pause while PostgreSQL or Redis is away. */
const RETRY_MS = 500;
const HEARTBEAT_INTERVAL_MS = 5_000;
/** Long, because pruning reads whole tables. */
const PRUNE_INTERVAL_MS = 60_000;
/** Older entries are republished from the table on request. */
const MAX_STREAM_LENGTH = 50_000;

/** The dependencies of the relay of a domain. */
export interface RelayOptions {
  readonly producer: string;
  readonly database: Pick<Database<unknown>, 'sql' | 'transaction'>;
  readonly redis: Redis;
  readonly log: Logger;
  readonly now: () => Date;
  /** Resolves when there may be new events, the signal aborts or its time is over. */
  readonly woken: WakeSignal['wait'];
  /** Interval at which the head is published without new events; 5000 by default. */
  readonly heartbeatMs?: number;
}

/**
 * Numbers the outbox in commit order and publishes it to the domain's Redis Stream, at least once, until `signal`
 * aborts. Runs in one process at a time. While Redis is not available, rows stay in the table. When Redis comes back
 * without its data, consumers notice the gap and request the events, and the relay republishes them from the table.
 */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const pass = createPass(options);
  let away = false;
  let isWoken = true;
  const woken: RelayOptions['woken'] = async (until, maxMs) => {
    // What is away may be back at any moment.
    isWoken = await options.woken(until, away ? RETRY_MS : maxMs);
    return isWoken;
  };
  const tryPass = async (): Promise<boolean> => {
    try {
      const more = await pass.run(isWoken);
      away = false;
      return more;
    } catch (error) {
      if (!away)
        options.log.warn(
          { err: error, producer: options.producer },
          'events are delayed: the outbox cannot be relayed',
        );
      away = true;
      pass.reset();
      return false;
    }
  };
  await workUntilIdle({ pollMs: POLL_INTERVAL_MS, minIntervalMs: MIN_INTERVAL_MS, woken }, tryPass, signal);
}

/**
 * One pass of the relay. `run` returns whether there are more rows to publish at once. A poll, with nothing that woke it,
 * only looks for rows without a number.
 */
function createPass(options: RelayOptions): { run(isWoken: boolean): Promise<boolean>; reset(): void } {
  const { producer, database, redis, log, heartbeatMs = HEARTBEAT_INTERVAL_MS } = options;
  const { sql } = database;
  const keys = streamKeys(producer);
  const beat = createBeat(options);
  /** Newest position in the stream; null when it must be read again. */
  let published: InboxPosition | null = null;
  /** Whether that is the newest number of the table as well. */
  let isComplete = false;

  /** Goes back to the oldest number that a consumer requests, and returns the new position of the stream. */
  const republish = async (state: StreamHead, at: number): Promise<number> => {
    const requested = numbersIn(await redis.hgetall(keys.republish));
    if (requested.length === 0) return at;
    const from = Math.min(...requested, state.number + 1);
    log.info({ producer, from }, 'republishing events');
    await redis.del(keys.republish, keys.entries);
    return from - 1;
  };

  /** Publishes from wherever the stream ends, whatever has happened to it or to the table. */
  const catchUp = async (beats: boolean): Promise<boolean> => {
    // Read before numbering: rows that are numbered now must be published, also when the stream is empty.
    if (published === null) {
      const before = await outboxState(sql);
      published = { epoch: before.epoch, number: await lastPublished(options, before) };
    }
    await numberRows(database, BATCH_SIZE);
    const state = await outboxState(sql);
    if (state.epoch !== published.epoch) {
      log.warn({ producer, number: state.number }, 'a new epoch of events begins');
      await redis.del(keys.entries);
      published = continuePosition(state, published) ?? { epoch: state.epoch, number: 0 };
    }
    const at = await republish(state, published.number);
    const events = at < state.number ? await rowsFrom(sql, producer, at + 1, BATCH_SIZE) : [];
    const number = events.at(-1)?.number ?? at;
    published = { epoch: state.epoch, number };
    isComplete = number === state.number;
    const head = { ...state, published: number };
    if (events.length > 0) await publish(redis, producer, events, head);
    if (beats) await beat(head);
    return events.length === BATCH_SIZE;
  };

  /** Numbers and publishes what follows a stream that has everything; null when it is not so any more. */
  const followUp = async (newest: InboxPosition, isWoken: boolean, beats: boolean): Promise<boolean | null> => {
    const numbered = await numberNext(sql, producer, newest, BATCH_SIZE);
    if (numbered === null) return null;
    const { head: state, events } = numbered;
    const head = { ...state, published: state.number };
    const isRequested =
      events.length > 0
        ? await publish(redis, producer, events, head)
        : isWoken && numbersIn(await redis.hgetall(keys.republish)).length > 0;
    published = head;
    if (isRequested) return null;
    if (beats) await beat(head);
    return events.length === BATCH_SIZE;
  };

  return {
    async run(isWoken) {
      const beats = beat.isDue(heartbeatMs);
      const more = published !== null && isComplete ? await followUp(published, isWoken || beats, beats) : null;
      return more ?? (await catchUp(beats));
    },
    reset() {
      published = null;
    },
  };
}

const numbersIn = (requests: Readonly<Record<string, string>>): number[] =>
  Object.values(requests).map(Number).filter(Number.isSafeInteger);

/** Publishes the head and records the consumers' positions; from time to time it prunes too. */
function createBeat({ producer, database: { sql }, redis, now }: RelayOptions) {
  const keys = streamKeys(producer);
  let beatAt = Number.NEGATIVE_INFINITY;
  let prunedAt = Number.NEGATIVE_INFINITY;
  /** Positions of consumers as last recorded. */
  let recorded = '';
  const beat = async (head: StreamHead): Promise<void> => {
    await redis.set(keys.head, JSON.stringify(head));
    const positions = await redis.hgetall(keys.positions);
    const prunes = performance.now() - prunedAt >= PRUNE_INTERVAL_MS;
    const text = JSON.stringify(positions);
    if (prunes || text !== recorded) await recordConsumers(sql, positions, now());
    recorded = text;
    beatAt = performance.now();
    if (!prunes) return;
    await prune(sql, now());
    // Rows that were pruned may have more data than ids, so they are removed from Redis too.
    await redis.xtrim(keys.entries, 'MINID', `${(await outboxState(sql)).oldest}-0`);
    prunedAt = performance.now();
  };
  return Object.assign(beat, { isDue: (intervalMs: number): boolean => performance.now() - beatAt > intervalMs });
}

/**
 * Writes entries and head in one transaction, so that no consumer sees the stream ahead of its head. Resolves to whether a
 * consumer requests to have events republished.
 */
async function publish(
  redis: Redis,
  producer: string,
  events: readonly DeliveredEvent[],
  head: StreamHead,
): Promise<boolean> {
  const keys = streamKeys(producer);
  const pipeline = redis.multi();
  for (const event of events) {
    pipeline.xadd(keys.entries, 'MAXLEN', '~', MAX_STREAM_LENGTH, `${event.number}-0`, ...toFields(event));
  }
  pipeline.set(keys.head, JSON.stringify(head)).hlen(keys.republish);
  const replies = await pipeline.exec();
  if (replies === null) throw new Error('Redis has not stored the events.');
  for (const [error] of replies) {
    // A number that is already in the stream is no failure: publishing is at least once, and consumers deduplicate by id.
    if (error !== null && !error.message.includes('equal or smaller')) throw error;
  }
  return replies.at(-1)?.[1] !== 0;
}

/**
 * The newest number in the stream; for an empty stream, the newest number of the table. A stream of another epoch, or ahead
 * of a table that was restored, is deleted.
 */
async function lastPublished({ producer, redis }: RelayOptions, { epoch, number }: StreamHead): Promise<number> {
  const keys = streamKeys(producer);
  const [last] = await redis.xrevrange(keys.entries, '+', '-', 'COUNT', 1);
  if (last === undefined) return number;
  const [entryId, fields] = last;
  const top = Number(entryId.split('-')[0]);
  const isOfEpoch = fields[fields.indexOf('epoch') + 1] === epoch;
  if (isOfEpoch && top <= number) return top;
  await redis.del(keys.entries);
  return isOfEpoch ? number : 0;
}
