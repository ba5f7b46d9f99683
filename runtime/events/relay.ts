import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../database/database.ts';
import { workUntilIdle } from '../jobs/loops.ts';
import { streamKeys, toFields } from './event-stream.ts';
import type { DeliveredEvent } from './event-type.ts';
import { numberRows, outboxState, prune, recordConsumers, rowsFrom } from './outbox-table.ts';
import type { StreamHead } from './stream-head.ts';

const BATCH = 500;
/** Looks this often without being told to. */
const POLL_INTERVAL_MS = 500;
const HEARTBEAT_MS = 5_000;
/** Pruning reads the whole tables. */
const PRUNE_MS = 60_000;
/** Entries kept in Redis; older ones are republished from the table on request. */
const STREAM_LENGTH = 50_000;

/** What a relay works with. */
export interface RelayOptions {
  readonly producer: string;
  readonly database: Pick<Database<unknown>, 'sql' | 'transaction'>;
  readonly redis: Redis;
  readonly log: Logger;
  readonly now: () => Date;
  /** Resolves when somebody says that there may be news. */
  readonly woken: (signal: AbortSignal) => Promise<void>;
  /** Interval at which the head is published without news; 5000 by default. */
  readonly heartbeatMs?: number;
}

/**
 * Numbers the outbox in commit order and publishes it to the domain's Redis Stream, at least once, until `signal`
 * aborts. Runs in one process at a time. While Redis is away rows wait; when Redis comes back empty, consumers see the
 * gap and ask, and the relay republishes from the table.
 */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const step = createStep(options);
  let away = false;
  const takeStep = async (): Promise<boolean> => {
    try {
      const more = await step.take();
      away = false;
      return more;
    } catch (error) {
      if (!away)
        options.log.warn({ err: error, producer: options.producer }, 'events wait: the outbox cannot be relayed');
      away = true;
      step.forget();
      return false;
    }
  };
  await workUntilIdle({ pollMs: POLL_INTERVAL_MS, woken: options.woken }, takeStep, signal);
}

/** What a relay does again and again. `take` answers whether there is more to do at once. */
function createStep(options: RelayOptions): { take(): Promise<boolean>; forget(): void } {
  const { producer, database, redis, log, heartbeatMs = HEARTBEAT_MS } = options;
  const { sql } = database;
  const keys = streamKeys(producer);
  /** Newest number in the stream; null when that is not known any more. */
  let published: number | null = null;
  let beatAt = Number.NEGATIVE_INFINITY;
  let prunedAt = Number.NEGATIVE_INFINITY;

  const beat = async (head: StreamHead): Promise<void> => {
    await redis.set(keys.head, JSON.stringify(head));
    await recordConsumers(sql, await redis.hgetall(keys.positions), options.now());
    beatAt = performance.now();
    if (performance.now() - prunedAt < PRUNE_MS) return;
    await prune(sql, options.now());
    // What the table keeps no more, which may hold more than ids, is not to live on in Redis.
    await redis.xtrim(keys.entries, 'MINID', `${(await outboxState(sql)).oldest}-0`);
    prunedAt = performance.now();
  };

  /** Goes back to the oldest number that a consumer asks for; answers where the stream then stands. */
  const republish = async (state: StreamHead, at: number): Promise<number> => {
    const wishes = Object.values(await redis.hgetall(keys.republish))
      .map(Number)
      .filter(Number.isSafeInteger);
    if (wishes.length === 0) return at;
    const from = Math.min(...wishes, state.number + 1);
    log.info({ producer, from }, 'republishing events');
    await redis.del(keys.republish, keys.entries);
    return from - 1;
  };

  return {
    async take() {
      // Before numbering: what is numbered now has yet to be published, also where the stream is empty.
      published ??= await lastPublished(options, await outboxState(sql));
      await numberRows(database, BATCH);
      const state = await outboxState(sql);
      published = await republish(state, published);
      const events = published < state.number ? await rowsFrom(sql, producer, published + 1, BATCH) : [];
      published = events.at(-1)?.number ?? published;
      const head = { ...state, published };
      if (events.length > 0) await publish(redis, producer, events, head);
      if (performance.now() - beatAt > heartbeatMs) await beat(head);
      return events.length === BATCH;
    },
    forget() {
      published = null;
    },
  };
}

/** Entries and head at once, so that no consumer sees the stream ahead of its head. */
async function publish(
  redis: Redis,
  producer: string,
  events: readonly DeliveredEvent[],
  head: StreamHead,
): Promise<void> {
  const keys = streamKeys(producer);
  const pipeline = redis.multi();
  for (const event of events) {
    pipeline.xadd(keys.entries, 'MAXLEN', '~', STREAM_LENGTH, `${event.number}-0`, ...toFields(event));
  }
  pipeline.set(keys.head, JSON.stringify(head));
  const answers = await pipeline.exec();
  if (answers === null) throw new Error('Redis has not taken the events.');
  for (const [error] of answers) {
    // A number that is in the stream already is no failure: we publish at least once, and ids make it once.
    if (error !== null && !error.message.includes('equal or smaller')) throw error;
  }
}

/**
 * The newest number in the stream; an empty one stands at the table's head. A stream of another epoch, or ahead of a
 * table that was restored, is dropped.
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
