import type { IncomingMessage, Server } from 'node:http';
import { handleProtocols } from 'graphql-ws';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { handleUpgrades, refuseUpgrade, type UpgradeRequest } from '../../../runtime/serve/upgrades.ts';
import type { Authenticate } from '../../identity/identity.ts';
import { type Admission, RETRY_AFTER_SECONDS } from '../../limits/admission.ts';
import { MAX_REQUEST_BYTES } from '../../operation/document-limits.ts';
import type { GatewayMetrics } from '../../pipeline/gateway-metrics.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { LiveConnections } from '../client/live-connections.ts';
import type { AllowedOrigins } from '../server/allowed-origins.ts';
import { protocolSocketOf } from './protocol-socket.ts';
import { createProtocol } from './websocket-protocol.ts';
import { closeSession, openSession, type SocketSession } from './websocket-session.ts';

export interface WebSocketParts {
  readonly run: RunRequest;
  readonly connections: LiveConnections;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  /** Reads the address and user agent of the request that opens a socket. */
  readClientInfo(request: IncomingMessage): ClientInfo;
  readonly origins: AllowedOrigins;
  readonly limits: boolean;
  readonly initMs: number;
  readonly keepAliveMs: number;
  readonly now: () => Date;
  readonly metrics: GatewayMetrics;
  readonly admission: Admission;
  readonly log: Logger;
  /** While true, new sockets are refused. */
  isDraining(): boolean;
}

/** The WebSocket endpoint while it runs. */
export interface WebSocketEndpoint {
  /** Terminates all open sockets. */
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
  /** Sockets that have not answered the last ping yet. */
  const unanswered = new Set<WebSocket>();

  function onUpgrade({ request, url, socket, head }: UpgradeRequest): void {
    const status = refusalStatus(url, parts);
    if (status !== null) return void refuseUpgrade(socket, status);
    const { origin, host } = request.headers;
    if (!parts.origins.includes(origin, host))
      return void refuseUpgrade(socket, 403, { body: parts.origins.refusal(origin).message });
    const counted = parts.admission.connections.socket(parts.readClientInfo(request).ip);
    if (counted === null) return void refuseUpgrade(socket, 429, { headers: [`Retry-After: ${RETRY_AFTER_SECONDS}`] });
    // Also before it is a WebSocket, and when it never becomes one.
    socket.once('close', counted.release);
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('close', counted.release);
      accept(openSession(webSocket, socket, request, counted, parts));
    });
  }

  function accept(session: SocketSession): void {
    const { webSocket } = session;
    parts.connections.add(session);
    parts.metrics.sockets.inc();
    const closed = protocol.opened(protocolSocketOf(session, parts), session);
    webSocket.on('pong', onPong);
    webSocket.on('error', onError);
    webSocket.once('close', (code, reason) => {
      unanswered.delete(webSocket);
      parts.metrics.sockets.dec();
      parts.connections.remove(session);
      closeSession(session);
      void closed(code, String(reason));
    });
  }

  function onPong(this: WebSocket): void {
    unanswered.delete(this);
  }

  const onError = (error: unknown): void => parts.log.debug({ err: error }, 'a WebSocket failed');

  // One timer for all sockets: ten thousand timers would cost more than the pings.
  const heartbeat = setInterval(() => {
    for (const webSocket of sockets.clients) {
      if (unanswered.has(webSocket)) webSocket.terminate();
      else webSocket.ping();
      unanswered.add(webSocket);
    }
  }, parts.keepAliveMs);

  const stopUpgrades = handleUpgrades(server, parts.log, onUpgrade);
  return {
    close() {
      clearInterval(heartbeat);
      stopUpgrades();
      for (const webSocket of sockets.clients) webSocket.terminate();
      sockets.close();
    },
  };
}

function refusalStatus(url: URL, parts: WebSocketParts): number | null {
  if (parts.isDraining()) return 503;
  return url.pathname === '/graphql' ? null : 404;
}
