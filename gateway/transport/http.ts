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
import { overloaded } from '../limits/admission.ts';
import { MAX_REQUEST_BYTES } from '../limits/document-limits.ts';
import { isAllowedOrigin } from './allowed-origin.ts';
import { type ApolloContext, type HttpAnswerer, NO_BROWSER_HEADER } from './apollo.ts';
import { isWhole, tellCaches } from './cache-headers.ts';
import { acceptedBesideParts, answerInParts, wantsParts } from './multipart.ts';
import type { Answer, OperationRunner } from './operation-runner.ts';
import { type PlainRequest, plainRequestOf, sendPlain } from './plain-requests.ts';
import { refuse } from './refusal.ts';
import { endSlowBody } from './slow-body.ts';
import { answerAsEvents, wantsEvents } from './sse.ts';
import type { StreamParts } from './streamed-answer.ts';
import { writtenOut } from './written-out.ts';

/** What the GraphQL endpoint over HTTP is made of. */
export interface HttpParts {
  readonly answerer: HttpAnswerer;
  readonly streams: StreamParts;
  /** Where a request comes from. */
  originOf(request: IncomingMessage): Origin;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly limits: boolean;
  /** Origins beside our own whose pages may open streams. */
  readonly allowedOrigins: readonly string[];
  /** How long shared caches may keep what anybody gets by the hash of a document; 0: not at all. */
  readonly publicCacheSeconds: number;
  /** How long a body may take to arrive. */
  readonly bodyMs: number;
  readonly log: Logger;
}

/** A body that was no JSON; refused once the request is known to be for GraphQL. */
const UNREADABLE = Symbol('unreadable');

/** Mounts `GET` and `POST /graphql`: single answers, and streams where a client asks for them. */
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
    scope.setErrorHandler((error, request, reply) => refuse(request, reply, ...refusalOf(error, request, parts.log)));
    scope.addHook('onRequest', async ({ raw }, reply) => endSlowBody(raw, reply.raw, parts.bodyMs));
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      bodyLimit: parts.limits ? MAX_REQUEST_BYTES : 50_000_000,
      handler: (request, reply) => answer(request, reply, parts),
    });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      handler: (request, reply) =>
        refuse(request, reply.header('allow', 'GET, POST'), [fault('BAD_USER_INPUT', 'Use GET or POST.')], 405),
    });
  });
}

async function answer(request: FastifyRequest, reply: FastifyReply, parts: HttpParts): Promise<FastifyReply> {
  if (isEncoded(request)) return refuse(request, reply, [fault('BAD_USER_INPUT', 'Send plain UTF-8.')], 415);
  if (request.body === UNREADABLE) return refuse(request, reply, [fault('BAD_USER_INPUT', 'The body is not JSON.')]);
  const context = await contextOf(request, parts);
  const { admission } = parts.streams;
  if ('scope' in context) {
    const tooMany = await admission.rate(context.scope.caller, context.scope.origin);
    if (tooMany !== null) return refuse(request, reply, [tooMany]);
  }
  if (isForeignStream(request, parts.allowedOrigins))
    return refuse(request, reply, [fault('BAD_USER_INPUT', 'A page of another site cannot open a stream by GET.')]);
  if (wantsEvents(request)) return await answerAsEvents(request, reply, context, parts.streams);
  if (wantsParts(request)) {
    const inParts = await answerInParts(request, reply, context, parts.streams);
    if (inParts !== null) return inParts;
  }
  const leave = admission.gate.enter();
  if (leave === null) return refuse(request, reply, [overloaded()]);
  try {
    return await answerAtOnce(request, reply, context, parts);
  } finally {
    leave();
  }
}

/** Whether a body says that it is compressed, or in another charset than the one that is read. */
const isEncoded = ({ headers }: FastifyRequest): boolean =>
  !/^(identity)?$/i.test(headers['content-encoding'] ?? '') ||
  !/^(utf-?8)?$/i.test(/;\s*charset="?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? '');

/** A page can make such a GET without asking first; other ones are Apollo Server's to prevent. */
const isForeignStream = (request: FastifyRequest, allowed: readonly string[]): boolean =>
  request.method === 'GET' &&
  (wantsEvents(request) || wantsParts(request)) &&
  !isAllowedOrigin(request.headers.origin, request.headers.host, allowed);

async function answerAtOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApolloContext,
  { answerer, streams, publicCacheSeconds }: HttpParts,
): Promise<FastifyReply> {
  const plain = plainRequestOf(request);
  if (plain !== null) return sendPlain(reply, plain, await answerPlain(plain, context, streams.runner));
  const operation = await writtenOut(request, streams.runner);
  if ('refusals' in operation) return refuse(request, reply, operation.refusals);
  const response = await answerer.answer(
    { method: request.method, headers: headersOf(request), search: operation.search, body: operation.body },
    context,
  );
  for (const [name, value] of response.headers) reply.header(name, value);
  reply.code(response.status ?? 200);
  // Apollo Server sends chunks for @defer alone, which the pipeline does not answer.
  const text = response.body.kind === 'complete' ? response.body.string : '';
  const isPublic = operation.isNamed && request.method === 'GET' && request.headers.authorization === undefined;
  const mayKeep = publicCacheSeconds > 0 && isPublic && isWhole(response.status, text);
  tellCaches(reply, mayKeep ? publicCacheSeconds : 0);
  return reply.send(text);
}

async function answerPlain(
  { operation }: PlainRequest,
  context: ApolloContext,
  runner: OperationRunner,
): Promise<Pick<Answer, 'result' | 'toldCost'>> {
  if ('refusal' in context) return { result: { errors: [context.refusal] } };
  const found = await runner.findDocument(operation);
  return found.ok
    ? await runner.answer('http', found.value, { ...context.scope, wantsText: true })
    : { result: { errors: found.refusal } };
}

async function contextOf(
  request: FastifyRequest,
  { authenticate, originOf }: Pick<HttpParts, 'authenticate' | 'originOf'>,
): Promise<ApolloContext> {
  try {
    const { caller, expiresAt } = authenticate === null ? VISITOR : await authenticate(request.headers.authorization);
    const credential = request.headers.authorization;
    const scope: RequestScope = { caller, requestId: request.id, origin: originOf(request.raw), credential };
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
  if (wantsParts(request)) headers.set('accept', acceptedBesideParts(request));
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

function refusalOf(error: unknown, request: FastifyRequest, log: Logger): [readonly GraphQLError[], number] {
  const status = typeof error === 'object' && error !== null && 'statusCode' in error ? error.statusCode : 500;
  if (status === 413) return [[fault('LIMIT_EXCEEDED', 'The request is too large.')], 400];
  if (typeof status === 'number' && status >= 400 && status < 500)
    return [[fault('BAD_USER_INPUT', 'The request cannot be read.')], status];
  log.error({ err: error, requestId: request.id }, 'A request failed');
  return [[fault('INTERNAL', 'Internal server error.', { requestId: request.id })], 500];
}
