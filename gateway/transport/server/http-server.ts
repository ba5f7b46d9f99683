import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { refuseLongChunks } from '../../../runtime/serve/chunk-sizes.ts';
import { boundConnections, MAX_CHUNK_BYTES, serverTimes } from '../../../runtime/serve/server-bounds.ts';
import { overloaded, RETRY_AFTER_SECONDS } from '../../limits/admission.ts';
import type { LoadGate } from '../../limits/load-gate.ts';
import { requestIdOf } from '../client/request-id.ts';
import type { AllowedOrigins } from './allowed-origins.ts';
import { corsHeaders } from './cors.ts';

const KEEP_ALIVE_MS = 72_000;

/** What protects a server from connections that are slow on purpose. */
export interface HttpServerOptions {
  readonly gate: LoadGate;
  /** How long the head of a request may take to arrive. */
  readonly headersMs: number;
  /** Whose pages may read that they were sent away. */
  readonly origins: AllowedOrigins;
}

/**
 * The HTTP server below everything. GraphQL is sent away here when the process has enough to do: a refusal that costs as
 * much as an answer would not help. Health and everything else pass.
 */
export function createHttpServer(handler: RequestListener, { gate, headersMs, origins }: HttpServerOptions): Server {
  const server = createServer({ ...serverTimes(headersMs), keepAliveTimeout: KEEP_ALIVE_MS }, (request, response) => {
    refuseLongChunks(request, response, MAX_CHUNK_BYTES);
    if (gate.isFull() && isOperation(request)) sendAway(request, response, { gate, origins });
    else handler(request, response);
  });
  boundConnections(server);
  return server;
}

const isOperation = ({ method, url }: IncomingMessage): boolean =>
  (method === 'POST' || method === 'GET') && url?.startsWith('/graphql') === true;

const REFUSAL = JSON.stringify({ errors: [overloaded().toJSON()] });
const REFUSAL_HEAD = {
  'content-type': 'application/json; charset=utf-8',
  'content-length': Buffer.byteLength(REFUSAL),
  'cache-control': 'no-store',
  'retry-after': String(RETRY_AFTER_SECONDS),
};

function sendAway(
  request: IncomingMessage,
  response: ServerResponse,
  { gate, origins }: Pick<HttpServerOptions, 'gate' | 'origins'>,
): void {
  gate.turnAway();
  const requestId = requestIdOf(request.headers['x-request-id']);
  response
    .writeHead(503, { ...REFUSAL_HEAD, 'x-request-id': requestId, ...corsHeaders(request, origins) })
    .end(REFUSAL);
}
