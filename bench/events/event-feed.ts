import { once } from 'node:events';
import type { Redis } from 'ioredis';
import type { Database, Sql } from '../../runtime/database/database.ts';
import { openRepository } from '../../runtime/database/open-repository.ts';
import { startRedis } from '../../runtime/embedded/redis.ts';
import { createBatchSizes } from '../../runtime/events/batch-sizes.ts';
import { runConsumer } from '../../runtime/events/consumer.ts';
import { streamKeys, toFields } from '../../runtime/events/event-stream.ts';
import type { Reaction } from '../../runtime/events/reaction.ts';
import { watchStreams } from '../../runtime/events/watch-streams.ts';
import { createSignals } from '../../runtime/live/redis-signals.ts';
import { openLog } from '../../runtime/logging/log.ts';
import { openRedis } from '../../runtime/redis.ts';
import { userBlocked } from '../../runtime/relations/block-events.ts';

const EPOCH = 'bench';
const PRODUCER = 'friends';

/** How events are consumed. */
export interface Consumption {
  readonly reaction: Reaction<Sql>;
  readonly maxBatchSize: number;
}

/** Events of blocks in a Redis Stream, and the consumer of a domain that follows them. */
export interface EventFeed {
  /** Puts events of blocks between different people into the stream. */
  publish(count: number): Promise<void>;
  /** Runs the consumer until it has handled so many events while `work` resolves. */
  consume(consumption: Consumption, count: number, work: () => Promise<void>): Promise<void>;
  /** Puts one event into the stream and resolves when its effect is committed; while a consumer runs. */
  handleOne(): Promise<void>;
  close(): Promise<void>;
}

/** Opens the tables of profile on a database, with a Redis of its own. */
export async function openEventFeed(databaseUrl: string): Promise<EventFeed> {
  const log = openLog('bench', 'error');
  const redis = await startRedis({ dataDir: null, log: () => {} });
  const connections = openRedis(redis.url, log);
  if (connections.commands.status !== 'ready') await once(connections.commands, 'ready');
  const database = openTables(databaseUrl);
  await database.sql
    .$executeRaw`INSERT INTO inbox_position (producer, epoch, number) VALUES (${PRODUCER}, ${EPOCH}, 0)`;
  const signals = createSignals(connections);
  let number = 0;
  let handled = 0;
  const waiting = new Set<() => void>();

  const publish = async (count: number): Promise<void> => {
    await publishBlocks(connections.commands, number + 1, count);
    number += count;
  };
  const reach = (target: number): Promise<void> =>
    new Promise((resolve) => {
      const check = (): void => {
        if (handled < target) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
    });

  return {
    publish,
    async consume({ reaction, maxBatchSize }, count, work) {
      const end = new AbortController();
      const target = handled + count;
      const consuming = runConsumer(
        {
          consumer: 'profile',
          database,
          reactions: [counting(reaction, (events) => (handled += events))],
          redis: connections.commands,
          streams: watchStreams(connections),
          signals,
          ask: () => Promise.reject(new Error('The position is known.')),
          log,
          onHandled() {
            for (const check of waiting) check();
          },
          batchSizes: createBatchSizes(maxBatchSize),
        },
        end.signal,
      );
      await Promise.all([reach(target), work()]);
      end.abort();
      await consuming;
    },
    async handleOne() {
      const done = reach(handled + 1);
      await publish(1);
      await done;
    },
    async close() {
      await connections.close();
      await database.close();
      await redis.stop();
    },
  };
}

const counting = (reaction: Reaction<Sql>, add: (events: number) => void): Reaction<Sql> => ({
  ...reaction,
  async handle(store, events, sql) {
    const followUps = await reaction.handle(store, events, sql);
    add(events.length);
    return followUps;
  },
});

const openTables = (databaseUrl: string): Database<Sql> =>
  openRepository<Sql, Sql>({
    schema: 'profile',
    databaseUrl,
    log: undefined,
    createStore: (sql) => ({
      $queryRaw: (query, ...values) => sql.$queryRaw(query, ...values),
      $executeRaw: (query, ...values) => sql.$executeRaw(query, ...values),
    }),
  });

async function publishBlocks(redis: Redis, from: number, count: number): Promise<void> {
  const keys = streamKeys(PRODUCER);
  const pipeline = redis.multi();
  for (let number = from; number < from + count; number += 1) {
    const payload = { userId: `usr_${number}`, blockedId: `usr_${number + 1}`, at: '2026-11-20T12:00:00.000Z' };
    const event = { id: `evt_${number}`, producer: PRODUCER, epoch: EPOCH, number, type: userBlocked.name, payload };
    pipeline.xadd(keys.entries, `${number}-0`, ...toFields(event));
  }
  const number = from + count - 1;
  pipeline.set(keys.head, JSON.stringify({ epoch: EPOCH, number, oldest: 1, published: number }));
  await pipeline.exec();
}
