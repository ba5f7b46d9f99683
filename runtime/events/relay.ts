import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Sql } from '../database.ts';
import { streamKeys, toFields } from './event-stream.ts';
import type { DeliveredEvent } from './event-type.ts';
import { numberRows, outboxState, prune, recordConsumers, rowsFrom } from './outbox-table.ts';

const BATCH = 500;
/** Looks this often without being told to. */
const IDLE_MS = 500;
const HEARTBEAT_MS = 5_000;
/** Entries kept in Redis; older ones are republished from the table on request. */
const STREAM_LENGTH = 50_000;

/** What a relay works with. */
export interface RelayOptions {
  readonly producer: string;
  readonly sql: Sql;
  readonly redis: Redis;
  readonly log: Logger;
  readonly now: () => Date;
  /** Resolves when somebody says that there may be news. */
  readonly nudged: (signal: AbortSignal) => Promise<void>;
}

/**
 * Numbers the outbox in commit order and publishes it to the domain's Redis Stream, at least once, until `signal`
 * aborts. Runs in one process at a time. While Redis is away rows wait; when Redis comes back empty, consumers see the
 * gap and ask, and the relay republishes from the table.
 */
export async function runRelay(options: RelayOptions, signal: AbortSignal): Promise<void> {
  const { producer, sql, redis, log } = options;
  const keys = streamKeys(producer);
  /** Newest number in the stream; null when that is not known any more. */
  let published: number | null = null;
  let beatAt = Number.NEGATIVE_INFINITY;
  let away = false;

  const publish = async (events: readonly DeliveredEvent[]): Promise<void> => {
    const pipeline = redis.pipeline();
    for (const event of events) {
      pipeline.xadd(keys.entries, 'MAXLEN', '~', STREAM_LENGTH, `${event.number}-0`, ...toFields(event));
    }
    const answers = await pipeline.exec();
    for (const [error] of answers ?? []) {
      // A number that is in the stream already is no failure: we publish at least once, and ids make it once.
      if (error !== null && !error.message.includes('equal or smaller')) throw error;
    }
  };

  const beat = async (): Promise<void> => {
    const state = await outboxState(sql);
    await redis.set(keys.head, JSON.stringify(state));
    const positions = await redis.hgetall(keys.positions);
    await recordConsumers(sql, positions, options.now());
    await prune(sql, options.now());
    beatAt = performance.now();
  };

  const republish = async (): Promise<void> => {
    const wishes = Object.values(await redis.hgetall(keys.republish))
      .map(Number)
      .filter(Number.isSafeInteger);
    if (wishes.length === 0) return;
    const from = Math.min(...wishes);
    log.info({ producer, from }, 'republishing events');
    await redis.del(keys.republish, keys.entries);
    published = from - 1;
    await beat();
  };

  const step = async (): Promise<boolean> => {
    await numberRows(sql, BATCH);
    published ??= await lastPublished(options);
    await republish();
    const events = await rowsFrom(sql, producer, published + 1, BATCH);
    if (events.length > 0) await publish(events);
    published = events.at(-1)?.number ?? published;
    if (events.length > 0 || performance.now() - beatAt > HEARTBEAT_MS) await beat();
    return events.length === BATCH;
  };

  while (!signal.aborted) {
    const more = await step().then(
      (full) => {
        away = false;
        return full;
      },
      (error: unknown) => {
        if (!away) log.warn({ err: error, producer }, 'events wait: the outbox cannot be relayed');
        away = true;
        published = null;
        return false;
      },
    );
    if (more) continue;
    const wait = new AbortController();
    const either = AbortSignal.any([signal, wait.signal]);
    await Promise.race([
      setTimeout(IDLE_MS, undefined, { signal: either }).catch(() => undefined),
      options.nudged(either),
    ]);
    wait.abort();
  }
}

/** The newest number in the stream; a stream of another epoch is dropped, an empty one stands at the table's head. */
async function lastPublished({ producer, sql, redis }: RelayOptions): Promise<number> {
  const keys = streamKeys(producer);
  const { epoch, number } = await outboxState(sql);
  const [last] = await redis.xrevrange(keys.entries, '+', '-', 'COUNT', 1);
  if (last === undefined) return number;
  const [entryId, fields] = last;
  if (fields[fields.indexOf('epoch') + 1] === epoch) return Number(entryId.split('-')[0]);
  await redis.del(keys.entries);
  return 0;
}
