import { timingSafeEqual } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text as readText } from 'node:stream/consumers';
import { ZodError } from 'zod';
import { ENDPOINTS } from './sandbox-api.ts';
import type { SandboxNeeds } from './sandbox-needs.ts';

/** What serving the sandbox takes. */
export interface SandboxServerOptions extends SandboxNeeds {
  /** Whoever sends this as a bearer token may use the API. */
  readonly apiKey: string;
  /** Handles webhooks that the sandbox posts, where it knows of no other address. */
  readonly handleWebhook: (request: { readonly headers: Headers; readonly body: ReadableStream }) => Promise<Response>;
  readonly reportError: (error: unknown, message: string) => void;
}

/** The sandbox's server. */
export interface SandboxServer {
  /** Without a slash at its end. */
  readonly url: string;
  close(): Promise<void>;
}

/** The path of webhooks, as at the gateway. */
export const WEBHOOK_PATH = '/webhooks/payments/sandbox';

/** Serves the sandbox's API on a free port of this machine's own interface. Its state is in the database alone. */
export async function serveSandbox(options: SandboxServerOptions): Promise<SandboxServer> {
  const server = createServer((request, response) => {
    // A client that goes away is not worth a word.
    for (const side of [request, response]) side.on('error', () => undefined);
    handle(options, request, response).catch((error: unknown) => {
      options.reportError(error, 'the sandbox could not handle a request');
      respond(response, error instanceof ZodError || error instanceof SyntaxError ? 400 : 500, {});
    });
  });
  const { promise: listening, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(0, '127.0.0.1', resolve);
  await listening;
  server.unref();
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('The sandbox has no port.');
  return {
    url: `http://127.0.0.1:${address.port}`,
    async close() {
      const { promise: closed, resolve: end } = Promise.withResolvers<void>();
      server.close(() => end());
      server.closeAllConnections();
      await closed;
    },
  };
}

async function handle(
  options: SandboxServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const path = new URL(request.url ?? '/', 'http://sandbox').pathname;
  if (request.method === 'POST' && path === WEBHOOK_PATH) return passOn(options, request, response);
  if (!isAuthorized(request, options.apiKey)) return respond(response, 401, {});
  const [, , kind = '', id = '', action] = path.split('/');
  const name = [kind, ...(id === '' ? [] : [':id']), ...(action === undefined ? [] : [action])].join('/');
  const endpoint = ENDPOINTS.get(`${request.method} ${name}`);
  if (endpoint === undefined) return respond(response, 404, {});
  const body = await readText(request);
  const key = String(request.headers['idempotency-key'] ?? '');
  const answer = await endpoint(options, { id, key, body: body === '' ? null : JSON.parse(body) });
  if (answer === null) return;
  if (answer.ok) respond(response, 200, answer.value);
  else respond(response, 409, { refusal: answer.refusal });
}

function isAuthorized({ headers }: IncomingMessage, apiKey: string): boolean {
  const given = Buffer.from(headers.authorization ?? '');
  const expected = Buffer.from(`Bearer ${apiKey}`);
  return given.length === expected.length && timingSafeEqual(given, expected);
}

async function passOn(
  { handleWebhook }: SandboxServerOptions,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) headers.set(name, String(value));
  const body = new Blob([await readText(request)]).stream();
  const handled = await handleWebhook({ headers, body });
  response.writeHead(handled.status).end();
}

function respond(response: ServerResponse, status: number, body: object): void {
  if (response.headersSent) return;
  response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(body));
}
