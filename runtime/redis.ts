import { RedisPubSub } from 'graphql-redis-subscriptions';
import { type Command, Redis, type RedisOptions } from 'ioredis';
import type { Logger } from 'pino';

/** The Redis connections of one process. */
export interface RedisConnections {
  /** For commands. They fail at once while Redis is away, and after 500 ms without a reply. */
  readonly commands: Redis;
  readonly pubsub: RedisPubSub;
  /** The connection that `pubsub` publishes on. */
  readonly publisher: Redis;
  /** Its `ready` event follows each reconnection, after which signals may have been lost. */
  readonly subscriber: Redis;
  /** A further connection for a blocking read. */
  blocking(): Redis;
  close(): Promise<void>;
}

const retryStrategy = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt, 5), 1_000);

/** Requests whose outcome PostgreSQL has already decided must not hang on Redis. */
const COMMAND_TIMEOUT_MS = 500;

/** What is sent before a connection is ready. */
const HANDSHAKE: ReadonlySet<string> = new Set(['hello', 'auth', 'select', 'client', 'info', 'readonly']);

/** Connection options; replies have RESP2 shapes. */
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

/** Opens the connections in the background, so that a process starts while Redis is away. Logs each loss and return once. */
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
  const commands = limitWaiting(joinWrites(open('commands', COMMANDS)));
  // Every consumer of the process waits for it at the start.
  commands.setMaxListeners(0);
  const publisher = limitWaiting(joinWrites(open('publisher', COMMANDS)));
  const subscriber = open('subscriber', SUBSCRIBER);
  quietUnsubscribes(subscriber);
  const blockers = new Set<Redis>();
  return {
    commands,
    publisher,
    subscriber,
    pubsub: new RedisPubSub({ publisher, subscriber }),
    blocking() {
      const connection = open('events', { ...COMMANDS, maxRetriesPerRequest: 0 });
      blockers.add(connection);
      connection.once('end', () => blockers.delete(connection));
      return connection;
    },
    async close() {
      const open = [commands, publisher, subscriber, ...blockers];
      for (const connection of open) connection.disconnect();
      // A server that hangs does not close its side: what is still on its way gets a moment, and no more.
      setTimeout(() => {
        for (const { stream } of open) stream?.destroy();
      }, COMMAND_TIMEOUT_MS).unref();
    },
  };
}

/**
 * The same connection, whose commands fail when they are not answered in time. Not `commandTimeout` of ioredis: what a
 * busy process has not read yet has been answered, so one turn of the event loop is left for reading.
 */
function limitWaiting(connection: Redis): Redis {
  const send = connection.sendCommand.bind(connection);
  connection.sendCommand = (command: Command, ...rest) => {
    const sent = send(command, ...rest);
    // A connection that cannot be opened is given up by its `socketTimeout`.
    if (HANDSHAKE.has(command.name)) return sent;
    const timer = setTimeout(() => {
      setImmediate(() => command.reject(new Error(`Redis has not replied within ${COMMAND_TIMEOUT_MS} ms`)));
    }, COMMAND_TIMEOUT_MS);
    const settled = (): void => clearTimeout(timer);
    command.promise.then(settled, settled);
    return sent;
  };
  return connection;
}

/**
 * The same connection, which sends what one iteration of the event loop asks of it in one write. The writes of its commands
 * were a tenth of what a message costs.
 */
function joinWrites(connection: Redis): Redis {
  const send = connection.sendCommand.bind(connection);
  let corked: Redis['stream'] | null = null;
  connection.sendCommand = (...sent) => {
    const { status, stream } = connection;
    if (status === 'ready' && stream !== corked) {
      stream.cork();
      corked = stream;
      setImmediate(() => {
        if (corked === stream) corked = null;
        stream.uncork();
      });
    }
    return send(...sent);
  };
  return connection;
}

/** Destroys the socket of a connection that hangs, so that a new one is opened: the server would not reply to QUIT. */
export function replaceStream({ status, stream }: Redis): void {
  if (status === 'ready' || status === 'connect') stream?.destroy(new Error('The connection does not respond'));
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
