import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { Logger } from 'pino';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import { ROUTE_METHODS } from '../../../runtime/executor/route-defaults.ts';
import type { RouteResponse } from '../../../runtime/executor/route-response.ts';
import { faultResponse } from '../../../runtime/http/fault-response.ts';
import { createFileSender, type SendFile } from '../../../runtime/serve/file-sender.ts';
import { handleRoute } from '../../../runtime/serve/handle-route.ts';
import { requestUrl } from '../../../runtime/serve/request-target.ts';
import { bodyOf } from '../../../runtime/serve/response-body.ts';
import type { MatchRoute, RouteMatch } from '../../../runtime/serve/route-matching.ts';
import { clientError } from '../../graphql/client-errors.ts';
import { type Authenticate, VISITOR } from '../../identity/identity.ts';
import type { Admission } from '../../limits/admission.ts';
import { createRequestSlots, type RequestSlots } from '../../limits/request-slots.ts';
import type { MountedRoute } from '../../pipeline/gateway-options.ts';
import { definedHeaders } from '../http/defined-headers.ts';
import { refusalOfRoute } from './route-admission.ts';

/** What the routes of domains are served with. */
export interface RouteParts {
  readonly matchRoute: MatchRoute<MountedRoute>;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly admission: Admission;
  readClientInfo(request: IncomingMessage): ClientInfo;
  readonly log: Logger;
  /** Whether the gateway is closing, so that connections are not kept. */
  isDraining(): boolean;
}

/**
 * Mounts the HTTP routes of domains at every path that nothing else has. Bodies are streamed in both directions, not
 * buffered. Requests pass the same rate limit and load gate as GraphQL, and count as open streams of their client.
 */
export function mountRoutes(app: FastifyInstance, parts: RouteParts): void {
  const sending = { ...parts, sendFile: createFileSender() };
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async () => undefined);
    scope.route({
      method: [...ROUTE_METHODS],
      url: '/*',
      handler: (request, reply) => handle(request, reply, sending),
    });
  });
}

interface SendingParts extends RouteParts {
  readonly sendFile: SendFile;
}

async function handle(request: FastifyRequest, reply: FastifyReply, parts: SendingParts): Promise<FastifyReply> {
  const url = requestUrl(request);
  const match = parts.matchRoute(request.method, url.pathname);
  if (match === null) {
    reply.callNotFound();
    return reply;
  }
  const slots = createRequestSlots(parts.admission);
  reply.raw.once('close', slots.release);
  try {
    const response = await respond({ match, url, slots }, request, reply, parts);
    // A client that reads slowly keeps no slot either.
    slots.releaseLoad();
    return await send(request, reply, response, parts);
  } catch (error) {
    const response = faultResponse(clientError(error, { log: parts.log, requestId: request.id }));
    return await send(request, reply, response, parts);
  } finally {
    slots.releaseLoad();
    // The client may have gone before the slots were taken.
    if (reply.raw.closed) slots.release();
  }
}

interface MatchedRequest {
  readonly match: RouteMatch<MountedRoute>;
  readonly url: URL;
  readonly slots: RequestSlots;
}

async function respond(
  { match, url, slots }: MatchedRequest,
  request: FastifyRequest,
  reply: FastifyReply,
  parts: RouteParts,
): Promise<RouteResponse> {
  const { authenticate } = parts;
  const { caller } = authenticate === null ? VISITOR : await authenticate(request.headers.authorization);
  const refused = await refusalOfRoute({ caller, client: parts.readClientInfo(request.raw) }, slots, parts.admission);
  if (refused !== null) return faultResponse(refused);
  const handling = {
    match,
    url,
    headers: forwardedHeaders(request),
    handle: (routeRequest: RouteRequest) => match.route.handle(routeRequest, caller, request.id),
    // A client that sends slowly keeps no slot from those who could be served meanwhile.
    onWait: slots.releaseLoad,
  };
  return await handleRoute(handling, request.raw, reply.raw);
}

/** Only the gateway may set headers that identify a caller: a client's never reach a domain. */
const NEVER_FORWARDED =
  /^(authorization|cookie|connection|transfer-encoding|upgrade|forwarded|x-forwarded-.*|x-caller.*|x-client-origin|x-user.*|x-viewer.*)$/;

function forwardedHeaders(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined && !NEVER_FORWARDED.test(name))
      headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  return headers;
}

async function send(
  request: FastifyRequest,
  reply: FastifyReply,
  response: RouteResponse,
  { sendFile, isDraining }: Pick<SendingParts, 'sendFile' | 'isDraining'>,
): Promise<FastifyReply> {
  const begin = (): void => {
    reply.code(response.status);
    for (const [name, value] of response.headers) reply.header(name, value);
  };
  if (!('file' in response)) {
    begin();
    return reply.send(bodyOf(response, request.method) ?? undefined);
  }
  await sendFile(response.file, reply.raw, () => {
    begin();
    if (isDraining()) reply.header('connection', 'close');
    const headers = reply.getHeaders();
    reply.hijack();
    reply.raw.writeHead(response.status, definedHeaders(headers));
  });
  return reply;
}
