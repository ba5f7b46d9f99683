import type { IncomingMessage } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { Origin } from '../../runtime/executor.ts';
import { fault, isFault } from '../../runtime/faults.ts';
import type { Authenticate } from '../caller.ts';
import { VISITOR } from '../caller.ts';
import type { RequestScope } from '../execute/execute.ts';
import { MAX_REQUEST_BYTES } from '../limits/document-limits.ts';
import { type ApolloContext, type HttpAnswerer, NO_BROWSER_HEADER } from './apollo.ts';
import { plainRequestOf, sendPlain } from './plain-requests.ts';
import type { EventStreams } from './sse.ts';
import { answerAsEvents, wantsEvents } from './sse.ts';

/** What the GraphQL endpoint over HTTP is made of. */
export interface HttpParts {
  readonly answerer: HttpAnswerer;
  readonly events: EventStreams;
  /** Where a request comes from. */
  originOf(request: IncomingMessage): Origin;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly limits: boolean;
  readonly log: Logger;
}

/** A body that was no JSON; refused once the request is known to be for GraphQL. */
const UNREADABLE = Symbol('unreadable');

/** Mounts `GET` and `POST /graphql`: single answers, and event streams where a client asks for them. */
export function mountGraphQL(app: FastifyInstance, parts: HttpParts): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_request: FastifyRequest, body: string) => parseBody(body),
    );
    // Apollo Server answers other content types, as its CSRF prevention wants.
    scope.addContentTypeParser('*', { parseAs: 'string' }, async () => undefined);
    scope.setErrorHandler((error, request, reply) => refuse(reply, request, ...refusalOf(error, parts.log)));
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      bodyLimit: parts.limits ? MAX_REQUEST_BYTES : 50_000_000,
      handler: (request, reply) => answer(request, reply, parts),
    });
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, parts: HttpParts): Promise<FastifyReply> {
  if (request.body === UNREADABLE) return refuse(reply, request, 400, 'BAD_USER_INPUT', 'The body is not JSON.');
  const context = await contextOf(request, parts);
  if (wantsEvents(request)) return await answerAsEvents(request, reply, context, parts.events);
  const plain = plainRequestOf(request);
  if (plain !== null) {
    if ('refusal' in context) return sendPlain(reply, plain, { errors: [context.refusal] });
    const { result } = await parts.events.runner.answer('http', plain.operation, context.scope);
    return sendPlain(reply, plain, result);
  }

  const response = await parts.answerer.answer(
    {
      method: request.method,
      headers: headersOf(request),
      search: new URL(request.url, 'http://gateway').search,
      body: request.body,
    },
    context,
  );
  for (const [name, value] of response.headers) reply.header(name, value);
  reply.code(response.status ?? 200);
  // Apollo Server sends chunks for @defer alone, which the pipeline does not answer.
  return reply.send(response.body.kind === 'complete' ? response.body.string : '');
}

async function contextOf(
  request: FastifyRequest,
  { authenticate, originOf }: Pick<HttpParts, 'authenticate' | 'originOf'>,
): Promise<ApolloContext> {
  try {
    const { caller, expiresAt } = authenticate === null ? VISITOR : await authenticate(request.headers.authorization);
    const scope: RequestScope = { caller, requestId: request.id, origin: originOf(request.raw) };
    return { scope, expiresAt };
  } catch (error) {
    if (!(error instanceof GraphQLError) || !isFault(error)) throw error;
    return { refusal: error, requestId: request.id };
  }
}

function headersOf(request: FastifyRequest): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  // Every browser that can be tricked into a GET sends at least one of these.
  const fromBrowser = headers.has('origin') || headers.has('sec-fetch-site') || headers.has('referer');
  if (fromBrowser) headers.delete(NO_BROWSER_HEADER);
  else if (request.method === 'GET') headers.set(NO_BROWSER_HEADER, '1');
  return headers;
}

function parseBody(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return UNREADABLE;
  }
}

function refusalOf(error: unknown, log: Logger): [number, 'BAD_USER_INPUT' | 'LIMIT_EXCEEDED' | 'INTERNAL', string] {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  if (status === 413) return [400, 'LIMIT_EXCEEDED', 'The request is too large.'];
  if (typeof status === 'number' && status >= 400 && status < 500)
    return [status, 'BAD_USER_INPUT', 'The request cannot be read.'];
  log.error({ err: error }, 'A request failed');
  return [500, 'INTERNAL', 'Internal server error.'];
}

/** A refusal from before GraphQL, in GraphQL's form. */
function refuse(
  reply: FastifyReply,
  request: FastifyRequest,
  status: number,
  code: 'BAD_USER_INPUT' | 'LIMIT_EXCEEDED' | 'INTERNAL',
  message: string,
): FastifyReply {
  const asGraphQL = request.headers.accept?.includes('application/graphql-response+json') === true;
  return reply
    .code(status)
    .type(asGraphQL ? 'application/graphql-response+json; charset=utf-8' : 'application/json; charset=utf-8')
    .send(
      JSON.stringify({ errors: [fault(code, message, code === 'INTERNAL' ? { requestId: request.id } : {}).toJSON()] }),
    );
}
