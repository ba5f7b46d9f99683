import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Explorer } from '../../pipeline/gateway-options.ts';
import { addVary, encodingFor } from '../http/compression.ts';
import { openStaticFiles, type StaticFiles } from './static-files.ts';

/** Allows our own origin only, and the workers and styles that the editor creates at run time. */
const PAGE_POLICY = [
  "default-src 'self'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data:",
  "font-src 'self' data:",
  "worker-src 'self' blob:",
  "connect-src 'self' ws: wss:",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ');

/** For files with a hash of their content in the name. */
const IMMUTABLE = 'public, max-age=31536000, immutable';
const HASHED = /-[0-9A-Z]{8}\.\w+$/;

/** Mounts `GET /`: the explorer if it is built, else a page that says how to send a query. */
export function mountLanding(app: FastifyInstance, explorer: Explorer | null, mayCompress: boolean): void {
  const files = explorer === null ? null : openStaticFiles(explorer.directory);
  app.get('/', async (request, reply) => {
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8');
    const sent = await sendFile(files, 'index.html', { request, reply, mayCompress });
    return sent ?? reply.send(PLAIN_PAGE);
  });
  app.get('/explorer/logins.json', async () => ({ logins: explorer?.logins ?? [] }));
  app.get<{ Params: { file: string } }>('/explorer/:file', async (request, reply) => {
    const sent = await sendFile(files, request.params.file, { request, reply, mayCompress });
    return sent ?? reply.code(404).send({ error: 'Not found' });
  });
}

const PLAIN_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>GraphQL</title>
<p>This is a GraphQL endpoint. POST to <code>/graphql</code>, or open a WebSocket there (<code>graphql-transport-ws</code>).</p></html>`;

interface Exchange {
  readonly request: FastifyRequest;
  readonly reply: FastifyReply;
  readonly mayCompress: boolean;
}

/** Sends a file of the explorer; null when there is no such file. */
async function sendFile(
  files: StaticFiles | null,
  name: string,
  { request, reply, mayCompress }: Exchange,
): Promise<FastifyReply | null> {
  const encoding = mayCompress ? encodingFor(request.headers['accept-encoding']) : null;
  const file = (await files?.read(name, encoding)) ?? null;
  if (file === null) return null;
  if (mayCompress) addVary(reply, 'accept-encoding');
  reply
    .type(file.type)
    .header('etag', file.etag)
    .header('cache-control', HASHED.test(name) ? IMMUTABLE : 'no-cache');
  if (isKnown(request.headers['if-none-match'], file.etag)) return reply.code(304).send();
  if (file.encoding !== null) reply.header('content-encoding', file.encoding);
  return reply.send(file.bytes);
}

/** Whether the client has the current version of a file (RFC 9110, section 13.1.2). */
const isKnown = (header: string | undefined, etag: string): boolean =>
  header?.split(',').some((each) => each.trim().replace(/^W\//, '') === etag || each.trim() === '*') === true;
