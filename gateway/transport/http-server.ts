import { createServer, type IncomingMessage, type RequestListener, type Server, type ServerResponse } from 'node:http';
import { overloaded, RETRY_AFTER_SECONDS } from '../limits/admission.ts';
import type { LoadGate } from '../limits/load-gate.ts';

/** Longest head of a request, in bytes; Node answers a longer one with 431. */
const MAX_HEADER_BYTES = 16_384;
const MAX_HEADERS = 100;
/** Uploads are long; their domains bound them further. */
const REQUEST_MS = 300_000;
const KEEP_ALIVE_MS = 72_000;

/** What protects a server from connections that are slow on purpose. */
export interface HttpServerOptions {
  readonly gate: LoadGate;
  /** How long the head of a request may take to arrive. */
  readonly headersMs: number;
}

/**
 * The HTTP server below everything. GraphQL is sent away here when the process has enough to do: a refusal that costs as
 * much as an answer would not help. Health and everything else pass.
 */
export function createHttpServer(handler: RequestListener, { gate, headersMs }: HttpServerOptions): Server {
  const server = createServer(
    {
      maxHeaderSize: MAX_HEADER_BYTES,
      headersTimeout: headersMs,
      requestTimeout: REQUEST_MS,
      keepAliveTimeout: KEEP_ALIVE_MS,
      connectionsCheckingInterval: Math.min(1_000, headersMs),
    },
    (request, response) => {
      if (gate.isFull() && isOperation(request)) sendAway(response, gate);
      else handler(request, response);
    },
  );
  server.maxHeadersCount = MAX_HEADERS;
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

function sendAway(response: ServerResponse, gate: LoadGate): void {
  gate.turnAway();
  response.writeHead(503, REFUSAL_HEAD).end(REFUSAL);
}
