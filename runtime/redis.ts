import { RedisPubSub } from 'graphql-redis-subscriptions';
import { Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

/** Redis as one process uses it. */
export interface RedisConnections {
  /** Commands; fails at once while Redis is away. */
  readonly commands: Redis;
  readonly pubsub: RedisPubSub;
  /** Its `ready` event follows each reconnection, after which rings may have been lost. */
  readonly subscriber: Redis;
  /** A further connection for a blocking read. */
  blocking(): Redis;
  close(): Promise<void>;
}

const retryStrategy = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000);

/** Options of a connection whose replies have the shapes of RESP2. */
type Options = RedisOptions & { readonly replyMapping: 'legacy' };

const COMMANDS: Options = {
  replyMapping: 'legacy',
  enableOfflineQueue: false,
  maxRetriesPerRequest: 1,
  retryStrategy,
  connectTimeout: 2_000,
  // A server that is gone without a word: what was asked must fail, and the connection be made anew.
  socketTimeout: 5_000,
};

// A subscribe or unsubscribe that fails inside graphql-redis-subscriptions is an unhandled rejection there: let it wait.
const SUBSCRIBER: Options = {
  replyMapping: 'legacy',
  enableOfflineQueue: true,
  maxRetriesPerRequest: null,
  retryStrategy,
  connectTimeout: 2_000,
};

/** Connects lazily enough that a process starts while Redis is away, and logs each loss and return once. */
export function openRedis(url: string, log: Logger): RedisConnections {
  const open = (role: string, options: Options) => {
    const connection = new Redis(url, { ...options, connectionName: role });
    let away = false;
    connection.on('error', (error: Error) => {
      if (!away) log.warn({ role, reason: error.message }, 'redis is away');
      away = true;
    });
    connection.on('ready', () => {
      if (away) log.info({ role }, 'redis is back');
      away = false;
    });
    return connection;
  };
  const commands = open('commands', COMMANDS);
  const publisher = open('publisher', COMMANDS);
  const subscriber = open('subscriber', SUBSCRIBER);
  quietUnsubscribes(subscriber);
  const blockers = new Set<Redis>();
  return {
    commands,
    subscriber,
    pubsub: new RedisPubSub({ publisher, subscriber }),
    blocking() {
      const connection = open('events', { ...COMMANDS, maxRetriesPerRequest: 0 });
      blockers.add(connection);
      connection.once('end', () => blockers.delete(connection));
      return connection;
    },
    async close() {
      for (const connection of [commands, publisher, subscriber, ...blockers]) connection.disconnect();
    },
  };
}

/** The library drops these promises; those still queued when the connection closes would be unhandled rejections. */
function quietUnsubscribes(subscriber: Redis): void {
  for (const name of ['unsubscribe', 'punsubscribe'] as const) {
    const send: (...topics: string[]) => Promise<unknown> = subscriber[name].bind(subscriber);
    Object.defineProperty(subscriber, name, {
      value: (...topics: string[]) => {
        const sent = send(...topics);
        sent.catch(() => undefined);
        return sent;
      },
    });
  }
}
