import type { RequestListener, Server } from 'node:http';
import { types } from 'node:util';
import { type FastifyInstance, type FastifyReply, fastify } from 'fastify';
import { isRequestTarget } from '../../../runtime/serve/request-target.ts';
import { createRouteMatcher } from '../../../runtime/serve/route-matching.ts';
import type { Admission } from '../../limits/admission.ts';
import type { GatewayMetrics } from '../../pipeline/gateway-metrics.ts';
import type { GatewayOptions } from '../../pipeline/gateway-options.ts';
import type { GatewayTimes } from '../../pipeline/gateway-times.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { RestRoutes } from '../../rest/rest-routes.ts';
import type { Supergraph } from '../../supergraph/supergraph.ts';
import { createConnectEndpoint } from '../chat-sockets/connect-endpoint.ts';
import { type ChatSocketParts, createRoomEndpoint } from '../chat-sockets/room-endpoint.ts';
import { createReadClientInfo } from '../client/client-info.ts';
import type { LiveConnections } from '../client/live-connections.ts';
import { requestIdOf } from '../client/request-id.ts';
import { openApolloHandler } from '../http/apollo-handler.ts';
import { mountGraphQL } from '../http/mount-graphql.ts';
import { mountRest } from '../rest/mount-rest.ts';
import type { Problem } from '../rest/problem.ts';
import { sendProblem } from '../rest/send-problem.ts';
import { mountWebSockets } from '../websocket/mount-websockets.ts';
import type { SocketEndpoint } from '../websocket/socket-endpoint.ts';
import { createGraphQLEndpoint } from '../websocket/websocket-protocol.ts';
import { createAllowedOrigins } from './allowed-origins.ts';
import { type CorsParts, mountCors } from './cors.ts';
import { mountHealth } from './health.ts';
import { createHttpServer } from './http-server.ts';
import { mountLanding } from './landing.ts';
import { type ExtraListeners, listen, portOf } from './listen.ts';
import { mountRoutes } from './routes.ts';

/** The parts of a gateway's server. */
export interface ServerParts {
  readonly options: GatewayOptions;
  readonly times: GatewayTimes;
  readonly run: RunRequest;
  readonly connections: LiveConnections;
  readonly metrics: GatewayMetrics;
  readonly admission: Admission;
  supergraph(): Supergraph;
}

/** A server that listens. */
export interface GatewayServer {
  readonly url: string;
  readonly port: number;
  /** Reports not ready, waits, stops listening, ends sockets in batches and waits for requests to end. */
  close(): Promise<void>;
}

/** Opens the one port that serves GraphQL on every transport, the domains' routes, health and the landing page. */
export async function openServer(parts: ServerParts): Promise<GatewayServer> {
  const { options, times, run, connections, admission } = parts;
  let draining = false;
  const isDraining = (): boolean => draining;
  const origins = createAllowedOrigins({ allowed: options.allowedOrigins, ...options });
  const matchRoute = createRouteMatcher(options.subgraphs.routes);
  const app = openApp({ origins, matchRoute }, (handler) =>
    createHttpServer(handler, { gate: admission.gate, headersMs: times.headersMs, origins }),
  );
  const apollo = await openApolloHandler(options.log);
  // A connection that stayed open after its last response would delay the shutdown until its keep-alive expires.
  app.addHook('onSend', (_request, reply, payload, done) => {
    if (draining) reply.header('connection', 'close');
    done(null, payload);
  });

  const readClientInfo = createReadClientInfo(options.trustedProxies ?? [], options.forwardHeaders);
  mountGraphQL(app, {
    readClientInfo,
    ...options,
    run,
    apollo,
    bodyMs: times.bodyMs,
    publicCacheSeconds: options.publicCacheSeconds ?? 0,
    mayCompress: options.compression ?? true,
    streams: { connections, keepAliveMs: times.keepAliveMs, log: options.log },
  });
  mountHealth(app, {
    isDraining,
    embedded: options.subgraphs.embedded ?? [],
    unready: () => options.subgraphs.unready(),
    clocks: () => options.subgraphs.clocks?.() ?? [],
    supergraphHash: () => parts.supergraph().hash,
    registry: options.servesMetrics === false ? null : options.registry,
  });
  mountLanding(app, options.explorer, options.compression ?? true);
  if (options.restRoutes !== undefined)
    mountRest(app, options.restRoutes, { ...options, run, matchRoute, admission, readClientInfo });
  mountRoutes(app, { ...options, matchRoute, admission, readClientInfo, isDraining });
  const socketParts = { ...options, ...times, ...parts, origins, readClientInfo, isDraining };
  const endpoints = [createGraphQLEndpoint(socketParts), ...chatEndpoints(options.restRoutes, socketParts)];
  const sockets = mountWebSockets(app.server, endpoints, socketParts);
  const endImmediately = async (): Promise<void> => {
    sockets.close();
    app.server.closeAllConnections();
    connections.close();
    await apollo.close();
  };
  let listeners: ExtraListeners;
  try {
    listeners = await listen(app, options);
  } catch (error) {
    await endImmediately();
    await app.close();
    throw isAddressInUse(error)
      ? new Error(`PORT: ${options.host}:${options.port} is taken by another process`)
      : error;
  }

  const port = portOf(app.server);
  return {
    port,
    url: `http://${options.host.includes(':') ? `[${options.host}]` : options.host}:${port}`,
    async close() {
      draining = true;
      await pause(times.drainDelayMs);
      const drained = Promise.all([app.close(), listeners.close()]);
      await connections.endAll(Math.min(2_000, times.drainMs));
      await Promise.race([drained, pause(times.drainMs)]);
      await endImmediately();
    },
  };
}

const badRequest = (reply: FastifyReply): FastifyReply => reply.code(400).send({ error: 'Bad request' });
const isRestPath = (url: string): boolean => url.startsWith('/v1/');
const BAD_REQUEST: Problem = { status: 400, code: 'BAD_USER_INPUT', detail: 'The path cannot be read.' };

const chatEndpoints = (
  routes: RestRoutes | undefined,
  parts: Omit<ChatSocketParts, 'findOperation'>,
): readonly SocketEndpoint[] => {
  if (routes === undefined) return [];
  const { findOperation } = routes;
  return [createRoomEndpoint({ ...parts, findOperation }), createConnectEndpoint({ ...parts, findOperation })];
};

const isAddressInUse = (error: unknown): boolean =>
  types.isNativeError(error) && Reflect.get(error, 'code') === 'EADDRINUSE';

function openApp(cors: CorsParts, serverFactory: (handler: RequestListener) => Server): FastifyInstance {
  const app = fastify({
    serverFactory,
    logger: false,
    genReqId: (request) => requestIdOf(request.headers['x-request-id']),
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    return503OnClosing: false,
    routerOptions: { ignoreTrailingSlash: true },
    // A path whose encoding is broken.
    frameworkErrors: (_error, request, reply) =>
      isRestPath(request.url) ? sendProblem(reply, BAD_REQUEST) : badRequest(reply),
  });
  app.addHook('onRequest', async (request, reply) => {
    if (!isRequestTarget(request.url)) return badRequest(reply);
    reply
      .header('x-request-id', request.id)
      .header('x-content-type-options', 'nosniff')
      .header('referrer-policy', 'no-referrer');
  });
  mountCors(app, cors);
  app.setNotFoundHandler((_request, reply) => reply.code(404).send({ error: 'Not found' }));
  return app;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms).unref());
