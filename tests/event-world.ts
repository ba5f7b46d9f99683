import { Redis } from 'ioredis';
import type { Logger } from 'pino';
import { PrismaClient as ProducerClient } from '../prisma/generated/auth/client.ts';
import { PrismaClient as ConsumerClient } from '../prisma/generated/profile/client.ts';
import type { Database, Sql } from '../runtime/database/database.ts';
import { createClient } from '../runtime/database/postgres-connections.ts';
import { runConsumer } from '../runtime/events/consumer.ts';
import { defineEvent } from '../runtime/events/event-type.ts';
import { announce } from '../runtime/events/outbox.ts';
import { outboxState } from '../runtime/events/outbox-table.ts';
import { on, type Reaction } from '../runtime/events/reaction.ts';
import { runRelay } from '../runtime/events/relay.ts';
import { createSlowEvents, type SlowEvents } from '../runtime/events/slow-events.ts';
import { watchStreams } from '../runtime/events/watch-streams.ts';
import { createWakeSignal, type WakeSignal } from '../runtime/jobs/wake-signal.ts';
import { createSignals } from '../runtime/live/redis-signals.ts';
import { openLog } from '../runtime/logging/log.ts';
import { openRedis } from '../runtime/redis.ts';
import { freshDatabase, privateRedis } from './engines.ts';
import { openAdapter } from './open-adapter.ts';

/** The event that the producer, in auth's schema, publishes to the consumer, in profile's schema. */
export const happened = defineEvent<{ readonly n: number }>('auth.test-happened', {
  notifies: false,
  reason: 'Only tests publish it.',
});

/** Something that runs until it is stopped. */
export interface Running {
  stop(): Promise<void>;
}

/** Two domains' schemas on a database and a Redis of their own, with relays and consumers started by the test. */
export interface EventWorld {
  readonly redis: Awaited<ReturnType<typeof privateRedis>>;
  readonly commands: Redis;
  readonly producer: Database<Sql>;
  readonly consumer: Database<Sql>;
  readonly producerUrl: string;
  /** As the owner of the database. */
  query(statement: string): Promise<Record<string, unknown>[]>;
  /** Each number in a transaction of its own, one after another. */
  publish(...numbers: readonly number[]): Promise<void>;
  relay(): Running;
  /** By default with one reaction, which records each number. */
  consume(reactions?: readonly Reaction<Sql>[], log?: Logger, slowEvents?: SlowEvents): Running;
  /** The numbers whose effect happened, in that order. */
  effects(): Promise<number[]>;
  close(): Promise<void>;
}

/** What the default reaction does. */
export const record = async (sql: Sql, n: number): Promise<void> => {
  await sql.$executeRaw`INSERT INTO profile.test_effect (n) VALUES (${n})`;
};

const silent = openLog('test', 'silent');

interface Client extends Sql {
  $transaction<T>(work: (tx: Sql) => Promise<T>): Promise<T>;
  $disconnect(): Promise<void>;
}

const databaseOf = (client: Client): Database<Sql> => ({
  sql: client,
  transaction: (work) => client.$transaction((tx) => work(tx, tx)),
  close: () => client.$disconnect(),
});

/** Opens a world; nothing runs in it yet. */
export async function openEventWorld(): Promise<EventWorld> {
  const [database, redis] = await Promise.all([freshDatabase(), privateRedis()]);
  const owner = createClient({ connectionString: database.ownerUrl });
  await owner.connect();
  await owner.query(
    'CREATE TABLE profile.test_effect (at bigserial, n int); GRANT ALL ON profile.test_effect TO profile',
  );
  await owner.query('GRANT ALL ON SEQUENCE profile.test_effect_at_seq TO profile');
  const relays = new Set<WakeSignal>();
  const outbox = databaseOf(new ProducerClient({ adapter: openAdapter(database.urlOf('auth'), 'auth') }));
  // As a domain does that has answered a mutation.
  const producer: Database<Sql> = {
    ...outbox,
    async transaction(work) {
      const done = await outbox.transaction(work);
      for (const wakeSignal of relays) wakeSignal.wake();
      return done;
    },
  };
  const consumer = databaseOf(new ConsumerClient({ adapter: openAdapter(database.urlOf('profile'), 'profile') }));
  const commands = new Redis(redis.url, { retryStrategy: () => 20, maxRetriesPerRequest: null });
  commands.on('error', () => undefined);
  const running = new Set<Running>();

  const run = (work: (redis: ReturnType<typeof openRedis>, signal: AbortSignal) => Promise<void>): Running => {
    const connections = openRedis(redis.url, silent);
    const end = new AbortController();
    const done = work(connections, end.signal);
    const handle: Running = {
      async stop() {
        running.delete(handle);
        end.abort();
        await done;
        await connections.close();
      },
    };
    running.add(handle);
    return handle;
  };
  // As of a domain that declares no facts.
  const readSnapshot = async () => ({
    snapshot: { rows: [], next: null, total: 0, at: await outboxState(outbox.sql) },
  });
  const recording = on(happened, (sql: Sql, { n }) => record(sql, n));

  return {
    redis,
    commands,
    producer,
    consumer,
    producerUrl: database.urlOf('auth'),
    query: async (statement) => (await owner.query(statement)).rows,
    async publish(...numbers) {
      for (const n of numbers) await producer.transaction((sql) => announce(sql, happened, { n }, new Date()));
    },
    relay: () => {
      const wakeSignal = createWakeSignal();
      relays.add(wakeSignal);
      return run((connections, signal) =>
        runRelay(
          {
            producer: 'auth',
            database: outbox,
            redis: connections.commands,
            log: silent,
            now: () => new Date(),
            woken: wakeSignal.wait,
            heartbeatMs: 50,
          },
          signal,
        ),
      );
    },
    consume: (reactions = [recording], log = silent, slowEvents = createSlowEvents()) =>
      run((connections, signal) =>
        runConsumer(
          {
            consumer: 'profile',
            database: consumer,
            reactions,
            redis: connections.commands,
            streams: watchStreams(connections),
            signals: createSignals(connections),
            ask: readSnapshot,
            log,
            onHandled: () => undefined,
            retryMs: 20,
            // A test that needs a poll has found news that wake nobody.
            pollMs: 3_600_000,
            slowEvents,
          },
          signal,
        ),
      ),
    async effects() {
      const { rows } = await owner.query<{ n: number }>('SELECT n FROM profile.test_effect ORDER BY at');
      return rows.map(({ n }) => n);
    },
    async close() {
      await Promise.all([...running].map((one) => one.stop()));
      commands.disconnect();
      await Promise.all([producer.close(), consumer.close(), owner.end()]);
      await Promise.all([redis.stop(), database.drop()]);
    },
  };
}
