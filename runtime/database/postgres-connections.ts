import { EventEmitter } from 'node:events';
import pg from 'pg';

/** What is done about a connection that was lost; by default nothing. */
export type ConnectionErrorListener = (error: Error) => void;

const ignore: ConnectionErrorListener = () => undefined;

/** Refusals by a server that was the primary and is a standby now: of a write, and of reading its timeline. */
const isFromStandby = ({ code, message }: { readonly code?: string; readonly message?: string }): boolean =>
  code === '25006' || (code === '55000' && message === 'recovery is in progress');

/**
 * A PostgreSQL connection, not yet opened, whose loss never ends the process: a client emits `error` whenever its server
 * goes away between two statements, and Node throws an `error` event that nobody listens to.
 */
export function createClient(config: pg.ClientConfig, onError: ConnectionErrorListener = ignore): pg.Client {
  const client = new pg.Client(config);
  client.on('error', onError);
  return client;
}

/**
 * A PostgreSQL pool whose connections may be lost at any moment: idle, in use, or just handed out, when the pool itself
 * does not listen to them. `onError` is called once for each connection that is lost. Once a server refuses a write because
 * it is read-only, every connection of the pool is closed: idle ones at once, others when they are released.
 */
export function createPool(config: pg.PoolConfig, onError: ConnectionErrorListener = ignore): pg.Pool {
  const pool = new pg.Pool(config);
  const clients = new Set<pg.PoolClient>();
  const outdated = new WeakSet<pg.PoolClient>();
  const drain = (): void => {
    for (const client of clients) outdated.add(client);
    // The pool has no other way to reach an idle connection; the listener below closes what comes back.
    for (let left = pool.idleCount; left > 0; left -= 1) pool.connect().then((client) => client.release(), ignore);
  };
  // It repeats what a client has emitted, which is heard there.
  pool.on('error', ignore);
  pool.on('connect', (client) => {
    clients.add(client);
    let isLost = false;
    client.on('error', (error) => {
      if (!isLost) onError(error);
      isLost = true;
    });
    const connection: unknown = Reflect.get(client, 'connection');
    if (connection instanceof EventEmitter)
      connection.on('errorMessage', (refusal: { code?: string; message?: string }) => {
        if (isFromStandby(refusal) && !outdated.has(client)) drain();
      });
  });
  pool.on('remove', (client) => clients.delete(client));
  // The pool drops a client that is ending when it comes back.
  pool.on('release', (_error, client) => {
    if (outdated.has(client) && client instanceof pg.Client) void client.end();
  });
  return pool;
}

/** Opens a connection for `work` and closes it afterwards. @throws what connecting or `work` throws. */
export async function withClient<Value>(
  config: pg.ClientConfig,
  work: (client: pg.Client) => Promise<Value>,
): Promise<Value> {
  const client = createClient(config);
  try {
    await client.connect();
    return await work(client);
  } finally {
    // A server that goes away meanwhile has closed it.
    await client.end().catch(ignore);
  }
}
