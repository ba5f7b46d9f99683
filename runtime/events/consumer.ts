import { setTimeout } from 'node:timers/promises';
import type { Redis } from 'ioredis';
import type { Logger } from 'pino';
import type { Database } from '../database.ts';
import { isTransient } from '../database-errors.ts';
import type { Bell } from '../live/bell.ts';
import { fromFields, parseHead, relayTopic, type StreamHead, streamKeys } from './event-stream.ts';
import type { DeliveredEvent } from './event-type.ts';
import { deadLetters, enter, type InboxPosition, layAside, moveTo, positions, takeBack } from './inbox-table.ts';
import type { Reaction } from './reaction.ts';

const BATCH = 200;
/** A blocking read returns at least this often, to look at heads and to notice an abort. */
const BLOCK_MS = 1_000;
const RETRY_MS = 500;
/** A handler that fails for its own reasons is tried so often before its event is laid aside. */
const ATTEMPTS = 5;

/** What a consumer works with. */
export interface ConsumerOptions<Store> {
  /** The domain that listens. */
  readonly consumer: string;
  readonly database: Database<Store>;
  readonly reactions: readonly Reaction<Store>[];
  /** A connection of its own, closed when `signal` aborts: it blocks. */
  readonly redis: Redis;
  readonly bell: Bell;
  readonly log: Logger;
  /** Called after each handled event: the handler may have written to the outbox. */
  readonly onHandled: () => void;
}

/**
 * Handles other domains' events in order, each with its effect once, until `signal` aborts. A gap, an emptied Redis or
 * a producer's new epoch makes it ask for republishing from its position. Runs in one process of the domain at a time.
 */
export async function runConsumer<Store>(options: ConsumerOptions<Store>, signal: AbortSignal): Promise<void> {
  const { consumer, database, reactions, redis, log } = options;
  const producers = [...new Set(reactions.map(({ type }) => type.split('.')[0] ?? ''))];
  if (producers.length === 0) return;
  signal.addEventListener('abort', () => redis.disconnect(), { once: true });
  let away = false;

  const ask = async (producer: string, from: number): Promise<void> => {
    await redis.hset(streamKeys(producer).republish, consumer, from);
    await options.bell.ring(relayTopic(producer));
  };

  /** Moves behind a batch of one producer; stops at a gap. */
  const handleAll = async (
    events: readonly DeliveredEvent[],
    head: StreamHead | null,
    from: InboxPosition,
  ): Promise<void> => {
    let at = from;
    for (const event of events) {
      if (event.epoch === at.epoch && event.number <= at.number) continue;
      const expected = event.epoch === at.epoch ? at.number + 1 : 1;
      if (event.number !== expected) {
        return head === null ? ask(event.producer, expected) : reconcile(event.producer, head, at);
      }
      await handleOne(options, event, signal);
      if (signal.aborted) return;
      at = event;
    }
    await redis.hset(streamKeys(events[0]?.producer ?? '').positions, consumer, at.number);
  };

  /** Asks for what the head says exists and the stream did not bring. */
  const reconcile = async (producer: string, head: StreamHead, at: InboxPosition): Promise<void> => {
    const position = head.epoch === at.epoch ? at.number : 0;
    if (head.number <= position) return;
    if (position + 1 < head.oldest) {
      log.error({ producer, from: position + 1, to: head.oldest - 1 }, 'events were pruned before they were handled');
      await moveTo(database.sql, producer, { epoch: head.epoch, number: head.oldest - 1 });
    }
    await ask(producer, Math.max(position + 1, head.oldest));
  };

  const round = async (): Promise<void> => {
    const known = await positions(database.sql);
    const positionOf = (producer: string): InboxPosition => known.get(producer) ?? { epoch: '', number: 0 };
    const keys = producers.map((producer) => streamKeys(producer).entries);
    const heads = (await redis.mget(...producers.map((producer) => streamKeys(producer).head))).map(parseHead);
    const ids = producers.map((producer, nth) => {
      const { epoch, number } = positionOf(producer);
      return `${(heads[nth]?.epoch ?? epoch) === epoch ? number : 0}-0`;
    });
    const read = await redis.xread('COUNT', BATCH, 'BLOCK', BLOCK_MS, 'STREAMS', ...keys, ...ids);
    const brought = new Map(read ?? []);
    for (const [nth, producer] of producers.entries()) {
      const entries = brought.get(streamKeys(producer).entries) ?? [];
      const head = heads[nth] ?? null;
      if (entries.length > 0) {
        await handleAll(
          entries.map(([id, fields]) => fromFields(producer, id, fields)),
          head,
          positionOf(producer),
        );
      } else if (head !== null) {
        await reconcile(producer, head, positionOf(producer));
      }
      if (signal.aborted) return;
    }
  };

  while (!signal.aborted) {
    try {
      await round();
      away = false;
    } catch (error) {
      if (!away && !signal.aborted) log.warn({ err: error, consumer }, 'events wait: they cannot be read or handled');
      away = true;
      await setTimeout(RETRY_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** Handles one event in one transaction with the inbox. Transient failures are the caller's to try again. */
async function handleOne<Store>(
  options: ConsumerOptions<Store>,
  event: DeliveredEvent,
  signal: AbortSignal,
): Promise<void> {
  const { database, log } = options;
  const reactions = options.reactions.filter(({ type }) => type === event.type);
  if (reactions.length === 0) return moveTo(database.sql, event.producer, event);

  for (let attempt = 1; !signal.aborted; attempt += 1) {
    try {
      const afterwards = await database.transaction(async (store, sql) =>
        (await enter(sql, event)) ? runAll(reactions, store, event) : [],
      );
      options.onHandled();
      for (const after of afterwards) await after();
      return;
    } catch (error) {
      if (isTransient(error)) throw error;
      log.error({ err: error, event: event.id, type: event.type, attempt }, 'an event cannot be handled');
      if (attempt >= ATTEMPTS) return layAside(database.sql, event, String(error));
      await setTimeout(RETRY_MS * attempt, undefined, { signal }).catch(() => undefined);
    }
  }
}

async function runAll<Store>(reactions: readonly Reaction<Store>[], store: Store, event: DeliveredEvent) {
  const afterwards: (() => Promise<void> | void)[] = [];
  for (const reaction of reactions) {
    const after = await reaction.handle(store, event);
    if (typeof after === 'function') afterwards.push(after);
  }
  return afterwards;
}

/** Handles the dead letters once more; those that fail again stay. Answers how many were handled. */
export async function retryDeadLetters<Store>(
  database: Database<Store>,
  reactions: readonly Reaction<Store>[],
): Promise<number> {
  let handled = 0;
  for (const letter of await deadLetters(database.sql)) {
    const afterwards = await database
      .transaction(async (store, sql) =>
        (await takeBack(sql, letter.id))
          ? runAll(
              reactions.filter(({ type }) => type === letter.type),
              store,
              letter,
            )
          : [],
      )
      .catch(() => null);
    if (afterwards === null) continue;
    handled += 1;
    for (const after of afterwards) await after();
  }
  return handled;
}
