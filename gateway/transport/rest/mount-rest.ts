import type { IncomingMessage } from 'node:http';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { z } from 'zod';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import type { RouteRequest } from '../../../runtime/executor/route.ts';
import type { RouteResponse } from '../../../runtime/executor/route-response.ts';
import { handleRoute } from '../../../runtime/serve/handle-route.ts';
import { requestUrl } from '../../../runtime/serve/request-target.ts';
import { bodyOf, toResponse } from '../../../runtime/serve/response-body.ts';
import { createRouteMatcher, type MatchRoute } from '../../../runtime/serve/route-matching.ts';
import { clientError } from '../../graphql/client-errors.ts';
import type { Authenticate } from '../../identity/identity.ts';
import type { Admission } from '../../limits/admission.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import type { MountedRoute } from '../../pipeline/gateway-options.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import type { RestRoutes } from '../../rest/rest-routes.ts';
import type { MappedRoute } from '../../rest/route-map.ts';
import { stepsOf } from '../../rest/route-steps.ts';
import { identityOf } from '../http/identity-of-request.ts';
import { createExpressions, type RouteInput } from './expressions.ts';
import { createForward } from './forward.ts';
import { createInputRules } from './input-rules.ts';
import { malformed, notFound, type Problem, ProblemError } from './problem.ts';
import { problemOfFault } from './problem-mapping.ts';
import { readBody } from './read-body.ts';
import { mountReference } from './reference.ts';
import { runSteps, type StepParts } from './run-steps.ts';
import { sendProblem } from './send-problem.ts';

/** The parts of the REST routes. */
export interface RestParts {
  readonly run: RunRequest;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly admission: Admission;
  /** The domains' own routes, to which some of these lead. */
  readonly matchRoute: MatchRoute<MountedRoute>;
  readClientInfo(request: IncomingMessage): ClientInfo;
  readonly log: Logger;
}

/** Below which all routes of the map are. */
const PREFIX = '/v1';
/** A mapped route as the matcher takes it. */
type Declared = Pick<MappedRoute, 'method' | 'path'> & { readonly maxBodyBytes?: number; readonly mapped: MappedRoute };

/**
 * Mounts the routes of older systems below `/v1`. Each request is mapped to stored operations, which go through the same
 * pipeline as GraphQL; what goes wrong is reported as `application/problem+json`.
 */
export function mountRest(app: FastifyInstance, { map, findOperation }: RestRoutes, parts: RestParts): void {
  const declared = map.groups.flatMap(({ routes }) => routes.map((mapped) => declare(mapped, parts)));
  const matchMapped = createRouteMatcher(declared);
  const rules = createInputRules(map);
  const evaluate = createExpressions();
  const steps: StepParts = { ...parts, evaluate, findOperation, refusals: map.refusals };
  const sunset = new Date(map.sunset).toUTCString();

  async function respond(
    mapped: MappedRoute,
    routeRequest: RouteRequest,
    request: FastifyRequest,
  ): Promise<RouteResponse> {
    const identity = await identityOf(request, parts);
    if (identity instanceof GraphQLError) throw new ProblemError(problemOfFault(identity, request.id));
    const { scope } = identity;
    if (mapped.probe !== undefined) return await probe(mapped.probe);
    if (mapped.access === 'signed-in' && scope.caller.viewerId === null) throw new ProblemError(SIGN_IN);
    const input = await inputOf(mapped, routeRequest, scope);
    const forward = createForward({ request: routeRequest, scope, ...parts });
    const result = await runSteps(mapped, { input, scope, forward }, steps);
    const headers = new Headers({ 'cache-control': 'no-store' });
    if (mapped.redirect !== undefined) {
      headers.set('location', String(await evaluate(mapped.redirect, result)));
      return new Response(null, { status: 302, headers });
    }
    if (mapped.response === undefined) return new Response(null, { status: mapped.status ?? 204, headers });
    headers.set('content-type', 'application/json; charset=utf-8');
    const text = JSON.stringify((await evaluate(mapped.response, result)) ?? null);
    return new Response(text, { status: mapped.status ?? 200, headers });
  }

  async function inputOf(mapped: MappedRoute, request: RouteRequest, scope: RequestScope): Promise<RouteInput> {
    const key = request.headers.get('idempotency-key');
    if (mapped.idempotencyKey === 'required' && key === null)
      throw malformed(
        400,
        'IdempotencyKeyMissing',
        'Send the header Idempotency-Key, and the same one when you try again.',
      );
    return {
      path: request.params,
      query: await rules.query(mapped, request.url.searchParams),
      body: mapped.body === undefined || isForwarded(mapped) ? null : await rules.body(mapped, await readBody(request)),
      idempotencyKey: key,
      viewerId: scope.caller.viewerId,
    };
  }

  async function probe(path: 'healthz' | 'readyz'): Promise<Response> {
    const { statusCode, body } = await app.inject({ method: 'GET', url: `/${path}` });
    return new Response(body, { status: statusCode, headers: { 'content-type': 'application/json; charset=utf-8' } });
  }

  async function handle(request: FastifyRequest, reply: FastifyReply): Promise<FastifyReply> {
    const url = requestUrl(request);
    const path = url.pathname.slice(PREFIX.length);
    reply.header('sunset', sunset).header('link', `<${PREFIX}>; rel="sunset"; type="text/html"`);
    const match = matchMapped(request.method, path);
    if (match === null) return sendProblem(reply, missing(path));
    try {
      const call = {
        ...{ match, url, headers: headersOf(request) },
        handle: (routeRequest: RouteRequest) => respond(match.route.mapped, routeRequest, request),
      };
      return await send(request, reply, toResponse(await handleRoute(call, request.raw, reply.raw)));
    } catch (error) {
      return sendProblem(reply, problemIn(error, request.id));
    }
  }

  /** Why a path has no route by this method. */
  function missing(path: string): Problem {
    const allowed = METHODS.filter((method) => matchMapped(method, path) !== null);
    if (allowed.length === 0) return notFound();
    const allow = allowed.join(', ');
    return { status: 405, code: 'MethodNotAllowed', detail: `Use ${allow}.`, headers: { allow } };
  }

  function problemIn(error: unknown, requestId: string): Problem {
    if (error instanceof ProblemError) return error.problem;
    return problemOfFault(clientError(error, { log: parts.log, requestId }), requestId);
  }

  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser('*', async () => undefined);
    mountReference(scope, PREFIX);
    scope.route({ method: [...METHODS, 'PATCH'], url: `${PREFIX}/*`, handler: handle });
  });
}

const METHODS = ['GET', 'POST', 'PUT', 'DELETE'] as const;

const SIGN_IN: Problem = {
  ...{ status: 401, code: 'UNAUTHENTICATED', detail: 'Sign in, and send the access token as Authorization: Bearer.' },
  headers: { 'www-authenticate': 'Bearer' },
};

const isForwarded = (mapped: MappedRoute): boolean => stepsOf(mapped).some((step) => 'forward' in step);

/** With the limit of the domain's own route where the body goes there. */
function declare(mapped: MappedRoute, { matchRoute }: RestParts): Declared {
  const { method, path } = mapped;
  const step = stepsOf(mapped).find((each) => 'forward' in each);
  const target = step === undefined ? null : matchRoute(step.forward.method, step.forward.path);
  const { maxBodyBytes } = target?.route ?? {};
  return { method, path, mapped, ...(maxBodyBytes === undefined ? {} : { maxBodyBytes }) };
}

function headersOf(request: FastifyRequest): Headers {
  const headers = new Headers();
  for (const name of ['content-type', 'content-length', 'content-encoding', 'idempotency-key', 'user-agent']) {
    const value = request.headers[name];
    if (typeof value === 'string') headers.set(name, value);
  }
  return headers;
}

/** The body of `faultResponse`. */
const FAULT = z.object({ message: z.string(), extensions: z.object({ code: z.string() }) });
const FAULTS = z.object({ errors: z.tuple([FAULT]) });

async function send(request: FastifyRequest, reply: FastifyReply, response: Response): Promise<FastifyReply> {
  // Of `handleRoute`: a request that is too long or too slow.
  if (response.status >= 400 && response.headers.get('content-type')?.startsWith('application/json') === true) {
    const { errors } = FAULTS.parse(await response.json());
    const [{ message, extensions }] = errors;
    return sendProblem(reply, { status: response.status, code: extensions.code, detail: message });
  }
  reply.code(response.status);
  for (const [name, value] of response.headers) reply.header(name, value);
  return reply.send(bodyOf(response, request.method) ?? undefined);
}
