import { once } from 'node:events';
import { type AddressInfo, createServer, type ListenOptions, type Server } from 'node:net';
import type { FastifyInstance } from 'fastify';

/** Where to listen. */
export interface Address {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
}

/** What listens beside the server itself. */
export interface FurtherDoors {
  /** Takes no more connections; resolves when those that came in here have ended. */
  close(): Promise<void>;
}

/**
 * Connections that wait while the process is busy, as far as the system lets them. One too many is not refused: its
 * client tries again after one second, then three, and waits all that time.
 */
const BACKLOG = 4_096;

/**
 * Node takes one connection of a listening socket in each turn of its event loop, which takes long when there is much to
 * do: then new clients, and who asks for the health, waited for seconds. So several sockets listen.
 * https://github.com/libuv/libuv/pull/3696
 */
const DOORS = 8;

/**
 * Has an app listen, with several sockets on one port where the system can. All connections are the app's own.
 *
 * @throws the system's error when the port cannot be had.
 */
export async function listen(app: FastifyInstance, { host, port }: Address): Promise<FurtherDoors> {
  const reusePort = await canShare(host);
  // Sockets that share a port share it with those of another process as well: only one that does not tells.
  if (reusePort && port !== 0) await close(await open(createServer(), { host, port }));
  await app.listen({ host, port, backlog: BACKLOG, ...(reusePort ? { reusePort } : {}) });
  if (!reusePort) return { close: async () => undefined };
  const given = portOf(app.server);
  const opened = await Promise.allSettled(
    Array.from({ length: DOORS - 1 }, () =>
      open(
        // As `node:http` makes its own; its documentation names this way in for connections.
        createServer({ allowHalfOpen: true, noDelay: true }, (socket) => app.server.emit('connection', socket)),
        { host, port: given, backlog: BACKLOG, reusePort },
      ),
    ),
  );
  // One that could not be opened is no loss: the others do its work.
  const doors = opened.flatMap((door) => (door.status === 'fulfilled' ? [door.value] : []));
  return {
    async close() {
      await Promise.all(doors.map(close));
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
