import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import { FAULT_STATUS, isFaultCode } from '../../../runtime/executor/faults.ts';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import { requestUrl } from '../../../runtime/serve/request-target.ts';
import { clientError } from '../../graphql/client-errors.ts';
import { type Authenticate, VISITOR } from '../../identity/identity.ts';
import type { MountedRoute } from '../../pipeline/gateway-options.ts';

/** Mounts the HTTP routes of domains. Bodies are streamed in both directions, not buffered. */
export function mountRoutes(
  app: FastifyInstance,
  routes: readonly MountedRoute[],
  authenticate: Authenticate | null,
  log: Logger,
): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async () => undefined);
    for (const route of routes) {
      scope.route({
        method: route.method,
        url: route.path,
        exposeHeadRoute: false,
        handler: (request, reply) => handle(route, request, reply, authenticate, log),
      });
    }
  });
}

async function handle(
  route: MountedRoute,
  request: FastifyRequest,
  reply: FastifyReply,
  authenticate: Authenticate | null,
  log: Logger,
): Promise<FastifyReply> {
  try {
    const { caller } = authenticate === null ? VISITOR : await authenticate(request.headers.authorization);
    return await send(reply, await route.handle(routeRequest(request), caller, request.id));
  } catch (error) {
    const reported = clientError(error, { log, requestId: request.id });
    const code = reported.extensions['code'];
    return reply.code(isFaultCode(code) ? FAULT_STATUS[code] : 500).send({ errors: [reported.toJSON()] });
  }
}

/** Only the gateway may set headers that identify a caller: a client's never reach a domain. */
const NEVER_FORWARDED =
  /^(authorization|cookie|connection|transfer-encoding|upgrade|forwarded|x-forwarded-.*|x-caller.*|x-user.*|x-viewer.*)$/;

function routeRequest(request: FastifyRequest): RouteRequest {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !NEVER_FORWARDED.test(name))
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  const hasBody = request.method !== 'GET' && request.method !== 'DELETE';
  return {
    method: request.method,
    url: requestUrl(request),
    params: paramsOf(request.params),
    headers,
    body: hasBody ? Readable.toWeb(request.raw) : null,
  };
}

function paramsOf(params: unknown): Record<string, string> {
  if (typeof params !== 'object' || params === null) return {};
  return Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)]));
}

async function send(reply: FastifyReply, response: Response): Promise<FastifyReply> {
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  if (response.body === null) return reply.send();
  // as: the types of the DOM and of Node declare the same class separately.
  return reply.send(Readable.fromWeb(response.body as NodeReadableStream));
}
