import type { IncomingMessage, Server } from 'node:http';
import type { Logger } from 'pino';
import { type WebSocket, WebSocketServer } from 'ws';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { handleUpgrades, refuseUpgrade, type UpgradeRequest } from '../../../runtime/serve/upgrades.ts';
import { type Admission, RETRY_AFTER_SECONDS } from '../../limits/admission.ts';
import { MAX_REQUEST_BYTES } from '../../operation/document-limits.ts';
import type { GatewayMetrics } from '../../pipeline/gateway-metrics.ts';
import type { LiveConnections } from '../client/live-connections.ts';
import type { AllowedOrigins } from '../server/allowed-origins.ts';
import type { SocketEndpoint, SocketOpening } from './socket-endpoint.ts';
import { closeSession, openSession, type SocketSession } from './websocket-session.ts';

export interface WebSocketParts {
  readonly connections: LiveConnections;
  /** Reads the address and user agent of the request that opens a socket. */
  readClientInfo(request: IncomingMessage): ClientInfo;
  readonly origins: AllowedOrigins;
  readonly limits: boolean;
  readonly keepAliveMs: number;
  readonly metrics: GatewayMetrics;
  readonly admission: Admission;
  readonly log: Logger;
  /** While true, new sockets are refused. */
  isDraining(): boolean;
}

/** The WebSockets of a server while it runs. */
export interface WebSockets {
  /** Terminates all open sockets. */
  close(): void;
}

/** Serves WebSockets on an HTTP server: each path by the first endpoint that serves it. */
export function mountWebSockets(
  server: Server,
  endpoints: readonly SocketEndpoint[],
  parts: WebSocketParts,
): WebSockets {
  const servers = endpoints.map((endpoint) => ({ endpoint, sockets: openSocketServer(endpoint, parts) }));
  /** Sockets that have not answered the last ping yet. */
  const unanswered = new Set<WebSocket>();

  function onUpgrade({ request, url, socket, head }: UpgradeRequest): void {
    if (parts.isDraining()) return void refuseUpgrade(socket, 503);
    const serving = servers.find(({ endpoint }) => endpoint.serves(url));
    if (serving === undefined) return void refuseUpgrade(socket, 404);
    const { origin, host } = request.headers;
    if (!parts.origins.includes(origin, host))
      return void refuseUpgrade(socket, 403, { body: parts.origins.refusal(origin).message });
    const counted = parts.admission.connections.socket(parts.readClientInfo(request).ip);
    if (counted === null) return void refuseUpgrade(socket, 429, { headers: [`Retry-After: ${RETRY_AFTER_SECONDS}`] });
    // Also before it is a WebSocket, and when it never becomes one.
    socket.once('close', counted.release);
    const { endpoint, sockets } = serving;
    sockets.handleUpgrade(request, socket, head, (webSocket) => {
      socket.off('close', counted.release);
      const session = openSession(webSocket, socket, request, counted, { ...parts, refusalCode: endpoint.refusalCode });
      accept(session, endpoint, { url, protocols: protocolsIn(request) });
    });
  }

  function accept(session: SocketSession, endpoint: SocketEndpoint, opening: SocketOpening): void {
    const { webSocket } = session;
    parts.connections.add(session);
    parts.metrics.sockets.inc();
    const closed = endpoint.open(session, opening);
    webSocket.on('pong', onPong);
    webSocket.on('error', onError);
    webSocket.once('close', (code, reason) => {
      unanswered.delete(webSocket);
      parts.metrics.sockets.dec();
      parts.connections.remove(session);
      closeSession(session);
      closed(code, String(reason));
    });
  }

  function onPong(this: WebSocket): void {
    unanswered.delete(this);
  }

  const openSockets = (): readonly WebSocket[] => servers.flatMap(({ sockets }) => [...sockets.clients]);

  const onError = (error: unknown): void => parts.log.debug({ err: error }, 'a WebSocket failed');

  // One timer for all sockets: ten thousand timers would cost more than the pings.
  const heartbeat = setInterval(() => {
    for (const webSocket of openSockets()) {
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
      for (const webSocket of openSockets()) webSocket.terminate();
      for (const { sockets } of servers) sockets.close();
    },
  };
}

const openSocketServer = (endpoint: SocketEndpoint, { limits }: WebSocketParts): WebSocketServer =>
  new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: limits ? MAX_REQUEST_BYTES : 50_000_000,
    handleProtocols: (offered) => endpoint.selectProtocol(offered),
  });

const protocolsIn = ({ headers }: IncomingMessage): readonly string[] =>
  (headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim());
