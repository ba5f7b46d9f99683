import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { refuseLongChunks } from '../../../runtime/serve/chunk-sizes.ts';
import { boundConnections, MAX_CHUNK_BYTES, serverTimes } from '../../../runtime/serve/server-bounds.ts';
import { overloaded, RETRY_AFTER_SECONDS } from '../../limits/admission.ts';
import type { LoadGate } from '../../limits/load-gate.ts';
import { requestIdOf } from '../client/request-id.ts';
import type { AllowedOrigins } from './allowed-origins.ts';
import { corsHeaders } from './cors.ts';

const KEEP_ALIVE_MS = 72_000;

/** What an HTTP server rejects requests by. */
export interface HttpServerOptions {
  readonly gate: LoadGate;
  /** Milliseconds that the head of a request may take to arrive. */
  readonly headersMs: number;
  /** Origins of pages that may read a rejection. */
  readonly origins: AllowedOrigins;
}

/**
 * The HTTP server of a gateway. While the load gate is full it rejects GraphQL requests before it reads them: a rejection
 * that costs as much as a response would not help. Health checks and everything else pass.
 */
export function createHttpServer(handler: RequestListener, { gate, headersMs, origins }: HttpServerOptions): Server {
  const server = createServer({ ...serverTimes(headersMs), keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    refuseLongChunks(request, response, MAX_CHUNK_BYTES);
    if (gate.isFull() && isOperation(request)) reject(request, response, { gate, origins });
    else handler(request, response);
  });
  boundConnections(server);
  return server;
}

const isOperation = ({ method, url }: IncomingMessage): boolean =>
  (method === 'POST' || method === 'GET') && url?.startsWith('/graphql') === true;

const REJECTION = JSON.stringify({ errors: [overloaded().toJSON()] });
const REJECTION_HEADERS = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(REJECTION),
  'cache-control': 'no-store',
  'retry-after': String(RETRY_AFTER_SECONDS),
};

function reject(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, origins }: Pick<HttpServerOptions, 'gate' | 'origins'>,
): void {
  gate.countRejection();
  const requestId = requestIdOf(request.headers['x-request-id']);
  response
    .writeHead(503, { ...REJECTION_HEADERS, 'x-request-id': requestId, ...corsHeaders(request, origins) })
    .end(REJECTION);
}
