import { createReadStream } from 'node:fs';
import { readFile, stat } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { Explorer } from '../options.ts';

/** Everything comes from our own origin; workers and styles that the editor makes at run time are let through. */
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

const TYPES: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
  '.svg': 'image/svg+xml',
};

/** Mounts `GET /`: the explorer where it was built, else a page that says how to send a query. */
export function mountLanding(app: FastifyInstance, explorer: Explorer | null): void {
  app.get('/', async (_request, reply) => {
    reply.header('content-security-policy', PAGE_POLICY).type('text/html; charset=utf-8');
    return reply.send(await page(explorer));
  });
  app.get('/explorer/logins.json', async () => ({ logins: explorer?.logins ?? [] }));
  app.get<{ Params: { file: string } }>('/explorer/:file', async ({ params: { file } }, reply) =>
    asset(explorer, file, reply),
  );
}

const PLAIN_PAGE = `<!doctype html><html lang="en"><meta charset="utf-8"><title>GraphQL</title>
<p>This is a GraphQL endpoint. POST to <code>/graphql</code>, or open a WebSocket there (<code>graphql-transport-ws</code>).</p></html>`;

async function page(explorer: Explorer | null): Promise<string> {
  if (explorer === null) return PLAIN_PAGE;
  return await readFile(join(explorer.directory, 'index.html'), 'utf8').catch(() => PLAIN_PAGE);
}

async function asset(explorer: Explorer | null, file: string, reply: FastifyReply): Promise<FastifyReply> {
  // One flat folder and plain names: nothing in a name can lead out of it.
  if (explorer === null || !/^[\w-]+(\.[\w-]+)+$/.test(file)) return reply.code(404).send({ error: 'Not found' });
  const path = join(explorer.directory, file);
  const found = await stat(path).catch(() => null);
  if (found === null || !found.isFile()) return reply.code(404).send({ error: 'Not found' });
  return reply
    .type(TYPES[extname(file)] ?? 'application/octet-stream')
    .header('content-length', found.size)
    .header('cache-control', 'no-cache')
    .send(createReadStream(path));
}
