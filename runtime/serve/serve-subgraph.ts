import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Caller } from '../executor/caller.ts';
import { isStream } from '../executor/executor.ts';
import { FAULT_STATUS, fault, isFaultCode } from '../executor/faults.ts';
import { bearerOf } from './bearer.ts';
import { callerRefusal } from './caller-refusal.ts';
import { refuseLongChunks } from './chunk-sizes.ts';
import { CLIENT_INFO_HEADER, decodeClientInfo } from './client-info-header.ts';
import { createFileSender, type SendFile } from './file-sender.ts';
import { parseOperation, readBody } from './http-body.ts';
import { listen } from './listen.ts';
import { handleProbe, type Probes } from './probes.ts';
import { parseRequestTarget } from './request-target.ts';
import { createRouteMatcher, type MatchRoute } from './route-matching.ts';
import { runRoute } from './run-route.ts';
import type { ServeOptions } from './serve-options.ts';
import { boundConnections, MAX_CHUNK_BYTES, serverTimes } from './server-bounds.ts';
import { serveSockets } from './subgraph-sockets.ts';
import { decodeTimeout, TIMEOUT_HEADER } from './timeout-header.ts';

/** A subgraph behind HTTP and WebSocket. */
export interface ServedSubgraph {
  readonly url: string;
  /** Not ready, no new connections, sockets closed with 1012, requests drained. Does not close the subgraph. */
  close(): Promise<void>;
}

const DRAIN_MS = 10_000;
const HEADERS_MS = 10_000;

/**
 * Serves one subgraph: `POST /` for queries and mutations, graphql-transport-ws on `/` for all, the domain's routes, and
 * the probes. Requests without a caller token for this subgraph get 401, `_service` and `_entities` included.
 */
export async function serveSubgraph(options: ServeOptions): Promise<ServedSubgraph> {
  let draining = false;
  let closing: Promise<void> | null = null;
  const probes: Probes = {
    ready: () => (draining ? Promise.reject(new Error('draining')) : options.open.ready()),
    clocks: () => options.clocks?.report() ?? [],
    metrics: options.metrics,
  };
  const matchRoute = createRouteMatcher(options.subgraph.routes);
  const sendFile = createFileSender();
  const server = createServer(serverTimes(options.headersMs ?? HEADERS_MS), (request, response) => {
    refuseLongChunks(request, response, MAX_CHUNK_BYTES);
    handle({ ...options, matchRoute, probes, sendFile }, request, response).catch((error: unknown) => {
      if (request.destroyed && !request.complete) return void response.destroy();
      options.log.error({ err: error }, 'a request failed');
      if (response.headersSent) response.destroy();
      else send(response, 500, { errors: [fault('INTERNAL', 'An internal error occurred.')] });
    });
  });
  boundConnections(server);
  const sockets = serveSockets(server, options);
  await listen(server, options);
  const { port } = addressOf(server);
  return {
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}/`,
    close() {
      draining = true;
      closing ??= Promise.all([drain(server), sockets.close()]).then(() => undefined);
      return closing;
    },
  };
}

/** Accepts no new connections, and waits for the requests that are running. */
async function drain(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await closed;
  clearTimeout(timer);
}

interface HandlingOptions extends ServeOptions {
  readonly matchRoute: MatchRoute;
  readonly sendFile: SendFile;
  readonly probes: Probes;
}

async function handle(options: HandlingOptions, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = parseRequestTarget(request.url);
  if (url === null) return send(response, 400, { errors: [fault('BAD_USER_INPUT', 'The address cannot be read.')] });
  if (await handleProbe(options.probes, url.pathname, response)) return;
  const caller = options.verifier.verify(bearerOf(request.headers.authorization));
  if (caller === null) return send(response, 401, { errors: [callerRefusal()] });
  const match = options.matchRoute(request.method ?? 'GET', url.pathname);
  const { sendFile } = options;
  if (match !== null) return runRoute(options.open, { match, url, caller, sendFile }, request, response);
  if (url.pathname !== '/' || request.method !== 'POST')
    return send(response, 404, { errors: [fault('NOT_FOUND', 'Nothing is here.')] });
  await handleOperation(options, caller, request, response);
}

async function handleOperation(
  { open }: ServeOptions,
  caller: Caller,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const operation = parseOperation(await readBody(request));
  // The rest of a body that was refused is not read.
  if (!request.complete) response.setHeader('connection', 'close');
  if ('error' in operation) return send(response, 400, { errors: [operation.error] });
  const requestId = String(request.headers['x-request-id'] ?? '') || undefined;
  const client = decodeClientInfo(request.headers[CLIENT_INFO_HEADER]);
  const withinMs = decodeTimeout(request.headers[TIMEOUT_HEADER]);
  const result = await open.execute({ ...operation, requestId, withinMs, client }, caller);
  if (isStream(result)) {
    await result.return?.();
    return send(response, 400, { errors: [fault('BAD_USER_INPUT', 'Subscriptions go over WebSocket.')] });
  }
  const code = result.data === undefined ? result.errors?.[0]?.extensions['code'] : undefined;
  // Only this server responds with 401: it means that the gateway is not authenticated, not that its client is not.
  send(response, isFaultCode(code) && code !== 'UNAUTHENTICATED' ? FAULT_STATUS[code] : 200, result);
}

function send(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return address;
}
