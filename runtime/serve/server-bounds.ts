import type { Server, ServerOptions } from 'node:http';
import type { Socket } from 'node:net';

/** Node responds to a request with larger headers with 431. */
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
/** Long, for uploads; their domains have shorter limits. */
const REQUEST_MS = 300_000;
/** Per process: twice the number of sockets that it is built for. An idle connection uses about 10 KB. */
const MAX_CONNECTIONS = 20_000;

/** Maximum chunk of a chunked body, whatever its total. Usual clients send chunks of some kilobytes. */
export const MAX_CHUNK_BYTES = 64 * 1_024 * 1_024;

/** Limits of a server: the size of headers, `headersMs` for them to arrive, and 5 minutes for a whole request. */
export const serverTimes = (headersMs: number): ServerOptions => ({
  maxHeaderSize: MAX_HEADER_BYTES,
  headersTimeout: headersMs,
  requestTimeout: REQUEST_MS,
  // Node checks for late requests every 30 s by default, which would add up to 30 s to the limits.
  connectionsCheckingInterval: Math.min(1_000, headersMs),
});

/**
 * Limits the number of headers per request and of open connections; further connections are closed at once. Connections of
 * other listening sockets count too (`net.Server.maxConnections` counts only those of its own).
 */
export function boundConnections(server: Server, maxConnections = MAX_CONNECTIONS): void {
  server.maxHeadersCount = MAX_HEADERS;
  let open = 0;
  server.prependListener('connection', (socket: Socket) => {
    if (open >= maxConnections) return void socket.destroy();
    open += 1;
    socket.once('close', () => {
      open -= 1;
    });
  });
}
