import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance } from 'fastify';
import type { AllowedOrigins } from './allowed-origins.ts';

/** Seconds for which a browser need not ask again; Chromium keeps no answer longer than two hours. */
const MAX_AGE_SECONDS = '7200';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const EXPOSED = 'retry-after, x-request-id, x-operation-cost';
/** Names of headers with commas between (RFC 9110, section 5.6.2), not as many as would fill a log. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~, -]{1,4096}$/;

/**
 * Cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol): any header may be sent from an allowed
 * origin. Credentials of the browser never are: who asks is said by `Authorization` alone, and there are no cookies.
 * Refused are preflights and GraphQL; other routes take what forms of other pages post, and are not readable there.
 */
export function mountCors(app: FastifyInstance, origins: AllowedOrigins): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (origin === undefined) return;
    const asked = request.headers['access-control-request-headers'];
    const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    if (!origins.includes(origin, request.headers.host)) {
      if (!isPreflight && !isGraphQL(request.url)) return;
      return reply.code(403).send({ errors: [origins.refusal(origin).toJSON()] });
    }
    reply.headers(readableBy(origin));
    if (!isPreflight) return;
    if (asked !== undefined && HEADER_NAMES.test(asked)) reply.header('access-control-allow-headers', asked);
    return reply
      .header('access-control-allow-methods', METHODS)
      .header('access-control-max-age', MAX_AGE_SECONDS)
      .header('vary', 'origin, access-control-request-method, access-control-request-headers')
      .code(204)
      .send();
  });
}

/** The headers that let a page read an answer that is sent before any route is found. */
export const corsHeaders = (
  { headers: { origin, host } }: IncomingMessage,
  origins: AllowedOrigins,
): OutgoingHttpHeaders =>
  origin === undefined || !origins.includes(origin, host) ? {} : { vary: 'origin', ...readableBy(origin) };

const readableBy = (origin: string) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': EXPOSED,
});

const isGraphQL = (url: string): boolean => /^\/graphql\/?($|\?)/.test(url);
