import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** The host and port to listen on. */
export interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** The sockets that listen on the port besides the server's own. */
export interface ExtraListeners {
  /** Stops accepting connections; resolves when the accepted ones have ended. */
  close(): Promise<void>;
}

/**
 * Maximum number of connections that wait to be accepted, as far as the system allows. A connection beyond it is dropped:
 * its client waits and retries after one second, then after three.
 */
const BACKLOG = 4_096;

/**
 * Node accepts one connection of each listening socket in a turn of its event loop. With one socket, new clients and health
 * checks waited for seconds while the process was busy. https://github.com/libuv/libuv/pull/3696
 */
const LISTENER_COUNT = 8;

/**
 * Makes an app listen, with several sockets on one port where the system supports it. The app serves all connections.
 *
 * @throws the system's error when the port cannot be had.
 */
export async function listen(app: FastifyInstance, { host, port }: Address): Promise<ExtraListeners> {
  const reusePort = await canShare(host);
  // With `reusePort` another process could share the port unnoticed: only a socket without it finds that the port is taken.
  if (reusePort && port !== 0) await close(await open(createServer(), { host, port }));
  await app.listen({ host, port, backlog: BACKLOG, ...(reusePort ? { reusePort } : {}) });
  if (!reusePort) return { close: async () => undefined };
  const given = portOf(app.server);
  const opened = await Promise.allSettled(
    Array.from({ length: LISTENER_COUNT - 1 }, () =>
      open(
        // The options of `node:http`, whose documentation allows connections to be injected by this event.
        createServer({ allowHalfOpen: true, noDelay: true }, (socket) => app.server.emit('connection', socket)),
        { host, port: given, backlog: BACKLOG, reusePort },
      ),
    ),
  );
  // The others do the work of a socket that could not be opened.
  const listeners = opened.flatMap((listener) => (listener.status === 'fulfilled' ? [listener.value] : []));
  return {
    async close() {
      await Promise.all(listeners.map(close));
    },
  };
}

/** The port that a server listens on; 0 when it does not. */
export function portOf(server: Server): number {
  const address: AddressInfo | string | null = server.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}

async function canShare(host: string): Promise<boolean> {
  try {
    await close(await open(createServer(), { host, port: 0, reusePort: true }));
    return true;
  } catch {
    return false;
  }
}

async function open(server: Server, options: ListenOptions): Promise<Server> {
  server.listen(options);
  await once(server, 'listening');
  return server;
}

const close = (server: Server): Promise<void> => new Promise((resolve) => void server.close(() => resolve()));
