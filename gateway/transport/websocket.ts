import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { Origin } from '../../runtime/executor.ts';
import type { Authenticate } from '../caller.ts';
import { type Admission, RETRY_AFTER_SECONDS } from '../limits/admission.ts';
import type { CountedConnection } from '../limits/connection-counts.ts';
import { MAX_REQUEST_BYTES } from '../limits/document-limits.ts';
import type { GatewayMetrics } from '../metrics.ts';
import { isAllowedOrigin } from './allowed-origin.ts';
import type { LiveConnections } from './live-connections.ts';
import type { OperationRunner } from './operation-runner.ts';
import { createProtocol } from './websocket-protocol.ts';
import { openSession, type SocketSession } from './websocket-session.ts';

/** What the WebSocket endpoint is made of. */
export interface WebSocketParts {
  readonly runner: OperationRunner;
  readonly connections: LiveConnections;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  /** Where a socket comes from. */
  originOf(request: IncomingMessage): Origin;
  readonly allowedOrigins: readonly string[];
  readonly limits: boolean;
  readonly initMs: number;
  readonly keepAliveMs: number;
  readonly metrics: GatewayMetrics;
  readonly admission: Admission;
  readonly log: Logger;
  /** While true, no socket is taken. */
  isDraining(): boolean;
}

/** The WebSocket endpoint while it runs. */
export interface WebSocketEndpoint {
  /** Ends what is still open, at once. */
  close(): void;
}

/** Serves `graphql-transport-ws` at `/graphql` of an HTTP server. */
export function mountWebSocket(server: Server, parts: WebSocketParts): WebSocketEndpoint {
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: parts.limits ? MAX_REQUEST_BYTES : 50_000_000,
    handleProtocols: (protocols) => handleProtocols(protocols),
  });
  const protocol = createProtocol(parts);
  const alive = new WeakSet<WebSocket>();

  function onUpgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void {
    socket.on('error', () => socket.destroy());
    const status = refusalOf(request, parts);
    if (status !== null) return void sendAway(socket, status);
    const counted = parts.admission.connections.socket(parts.originOf(request).ip);
    if (counted === null) return void sendAway(socket, `429 Too Many Requests\r\nRetry-After: ${RETRY_AFTER_SECONDS}`);
    // Also before it is a WebSocket, and when it never becomes one.
    socket.once('close', counted.leave);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      alive.add(webSocket);
      webSocket.on('pong', () => alive.add(webSocket));
      accept(webSocket, request, counted);
    });
  }

  function accept(webSocket: WebSocket, request: IncomingMessage, counted: CountedConnection): void {
    const session: SocketSession = openSession(webSocket, request, { ...parts, counted });
    parts.metrics.sockets.inc();
    const closed = protocol.opened(session.protocolSocket, session);
    webSocket.on('error', (error) => parts.log.debug({ err: error }, 'A socket failed'));
    webSocket.once('close', (code, reason) => {
      parts.metrics.sockets.dec();
      session.closed();
      void closed(code, String(reason));
    });
  }

  // One timer for all sockets: a timer each is what costs with ten thousand of them.
  const heartbeat = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (!alive.delete(webSocket)) webSocket.terminate();
      else webSocket.ping();
    }
  }, parts.keepAliveMs);

  server.on('upgrade', onUpgrade);
  return {
    close() {
      clearInterval(heartbeat);
      server.off('upgrade', onUpgrade);
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
    },
  };
}

const sendAway = (socket: Duplex, status: string): Duplex =>
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);

function refusalOf(request: IncomingMessage, parts: WebSocketParts): string | null {
  if (parts.isDraining()) return '503 Service Unavailable';
  if (new URL(request.url ?? '/', 'http://gateway').pathname !== '/graphql') return '404 Not Found';
  return isAllowedOrigin(request.headers.origin, request.headers.host, parts.allowedOrigins) ? null : '403 Forbidden';
}
