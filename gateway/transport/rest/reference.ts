import { readFileSync } from 'node:fs';
import type { FastifyInstance } from 'fastify';
import { renderReference } from './render-reference.ts';

/** What `npm run generate` writes from the map of routes. */
export const OPENAPI_FILE = 'gateway/rest/openapi.json';
const FOLDER = new URL('../../rest/', import.meta.url);

/** The page has no scripts, and nothing but its own style sheet. */
const POLICY =
  "default-src 'none'; style-src 'unsafe-inline'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'";

/** Mounts the OpenAPI document and a page to read it: `<prefix>/openapi.json` and `<prefix>`. */
export function mountReference(app: FastifyInstance, prefix: string): void {
  let text: string | null = null;
  let page: string | null = null;
  const document = (): string => {
    text ??= readFileSync(new URL('openapi.json', FOLDER), 'utf8');
    return text;
  };
  app.get(`${prefix}/openapi.json`, async (_request, reply) =>
    reply.type('application/json; charset=utf-8').header('cache-control', 'no-cache').send(document()),
  );
  app.get(prefix, async (_request, reply) => {
    page ??= renderReference(document(), readFileSync(new URL('reference.css', FOLDER), 'utf8'));
    return reply
      .type('text/html; charset=utf-8')
      .header('content-security-policy', POLICY)
      .header('cache-control', 'no-cache')
      .send(page);
  });
}
