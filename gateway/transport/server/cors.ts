import type { IncomingMessage, OutgoingHttpHeaders } from 'node:http';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import type { RouteCors } from '../../../runtime/executor/route.ts';
import { parseRequestTarget } from '../../../runtime/serve/request-target.ts';
import type { MatchRoute } from '../../../runtime/serve/route-matching.ts';
import type { MountedRoute } from '../../pipeline/gateway-options.ts';
import type { AllowedOrigins } from './allowed-origins.ts';

/** Seconds for which browsers may cache a preflight; Chromium caches none longer than two hours. */
const MAX_AGE_SECONDS = '7200';
const METHODS = 'GET, HEAD, POST, PUT, PATCH, DELETE';
const EXPOSED = 'retry-after, x-request-id, x-operation-cost';
/** Header names separated by commas (RFC 9110, section 5.6.2), in a bounded length. */
const HEADER_NAMES = /^[\w!#$%&'*+.^`|~, -]{1,4096}$/;

/** What decides which pages may use the gateway. */
export interface CorsParts {
  readonly origins: AllowedOrigins;
  readonly matchRoute: MatchRoute<MountedRoute>;
}

/**
 * Handles cross-origin requests (https://fetch.spec.whatwg.org/#http-cors-protocol): pages of an allowed origin may send any
 * header. Browser credentials are never allowed: clients authenticate by `Authorization` alone, and there are no cookies.
 * Preflights and GraphQL are refused for other origins, unless a route allows any. Routes accept form posts of every page,
 * which cannot read the response.
 */
export function mountCors(app: FastifyInstance, { origins, matchRoute }: CorsParts): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.header('vary', 'origin');
    const { origin } = request.headers;
    if (origin === undefined) return;
    const requestedHeaders = request.headers['access-control-request-headers'];
    const isPreflight = request.method === 'OPTIONS' && request.headers['access-control-request-method'] !== undefined;
    const cors = corsOf(request, isPreflight, matchRoute);
    if (cors?.anyOrigin !== true && !origins.includes(origin, request.headers.host)) {
      if (!isPreflight && !isGraphQL(request.url)) return;
      return reply.code(403).send({ errors: [origins.refusal(origin).toJSON()] });
    }
    reply.headers(allowReading(origin, cors?.exposedHeaders));
    if (!isPreflight) return;
    if (requestedHeaders !== undefined && HEADER_NAMES.test(requestedHeaders))
      reply.header('access-control-allow-headers', requestedHeaders);
    return reply
      .header('access-control-allow-methods', METHODS)
      .header('access-control-max-age', MAX_AGE_SECONDS)
      .header('vary', 'origin, access-control-request-method, access-control-request-headers')
      .code(204)
      .send();
  });
}

/** The CORS headers of a response that is sent before routing. */
export const corsHeaders = (
  { headers: { origin, host } }: IncomingMessage,
  origins: AllowedOrigins,
): OutgoingHttpHeaders =>
  origin === undefined || !origins.includes(origin, host) ? {} : { vary: 'origin', ...allowReading(origin) };

const allowReading = (origin: string, exposedHeaders: readonly string[] = []) => ({
  'access-control-allow-origin': origin,
  'access-control-expose-headers': [EXPOSED, ...exposedHeaders].join(', '),
});

/** What the route says that a request, or the request behind a preflight, is for; undefined: nothing. */
function corsOf(
  request: FastifyRequest,
  isPreflight: boolean,
  matchRoute: CorsParts['matchRoute'],
): RouteCors | undefined {
  const url = parseRequestTarget(request.url);
  const method = isPreflight ? String(request.headers['access-control-request-method']) : request.method;
  return url === null ? undefined : matchRoute(method, url.pathname)?.route.cors;
}

const isGraphQL = (url: string): boolean => /^\/graphql\/?($|\?)/.test(url);
