import type { Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';

/** Longest head of a request, in bytes; Node answers a longer one with 431. */
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
/** Uploads are long; their domains bound them further. */
const REQUEST_MS = 300_000;
/** Of one process: twice the sockets that it is made for. Each connection holds some 10 KB before it has said anything. */
const MAX_CONNECTIONS = 20_000;

/** Longest chunk of a body that is sent in chunks, whatever may be sent: programs make them of some kilobytes. */
export const MAX_CHUNK_BYTES = 64 * 1_024 * 1_024;

/** How much of a head a server reads, and how long it waits: for the head `headersMs`, for the whole request 5 minutes. */
export const serverTimes = (headersMs: number): ServerOptions => ({
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: headersMs,
  requestTimeout: REQUEST_MS,
  // How often Node looks; by default every 30 s, and what is late lives as much longer.
  connectionsCheckingInterval: Math.min(1_000, headersMs),
});

/**
 * Bounds what a server holds: headers of a request, and connections, of which further ones are closed at once. All of its
 * connections count, also those that came in by another listening socket (`net.Server.maxConnections` knows only its own).
 */
export function boundConnections(server: Server, most = MAX_CONNECTIONS): void {
  server.maxHeadersCount = MAX_HEADERS;
  let open = 0;
  server.prependListener('connection', (socket: Socket) => {
    if (open >= most) return void socket.destroy();
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  });
}
