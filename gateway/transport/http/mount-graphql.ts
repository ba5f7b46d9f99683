import type { IncomingMessage } from 'node:http';
import { HeaderMap } from '@apollo/server';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { fault, isFault } from '../../../runtime/executor/faults.ts';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { type Authenticate, VISITOR } from '../../identity/identity.ts';
import { overloaded } from '../../limits/admission.ts';
import { MAX_REQUEST_BYTES } from '../../operation/document-limits.ts';
import type { RequestScope } from '../../operation/request-scope.ts';
import { programIn } from '../client/client-program.ts';
import { answerAsStream } from '../streaming/stream-request.ts';
import type { StreamIdentity, StreamParts } from '../streaming/streamed-answer.ts';
import { type AnswerType, acceptedBy } from './accept.ts';
import { type ApolloContext, type HttpAnswerer, NO_BROWSER_HEADER } from './apollo.ts';
import { isWhole, tellCaches } from './cache-headers.ts';
import { sendText } from './compression.ts';
import { plainRequestOf, sendPlain } from './plain-requests.ts';
import { refuse, refuseOperation } from './refusal.ts';
import { endSlowBody } from './slow-body.ts';
import { writtenOut } from './written-out.ts';

/** What the GraphQL endpoint over HTTP is made of. */
export interface HttpParts {
  readonly answerer: HttpAnswerer;
  readonly streams: StreamParts;
  /** Where a request comes from. */
  originOf(request: IncomingMessage): ClientInfo;
  /** Null: everyone is a visitor. */
  readonly authenticate: Authenticate | null;
  readonly limits: boolean;
  /** Whether answers are compressed for clients that ask for it. */
  readonly mayCompress: boolean;
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
  const { single, stream } = acceptedBy(request.headers.accept);
  if (single === null && stream === null) return refuse(request, reply, [fault('BAD_USER_INPUT', NOT_OFFERED)], 406);
  const identity = await identityOf(request, parts);
  if (identity instanceof GraphQLError) return refuse(request, reply, [identity]);
  const { admission } = parts.streams;
  const { scope } = identity;
  const tooMany = await admission.rate(scope.caller, scope.origin);
  if (tooMany !== null) return refuse(request, reply, [tooMany]);
  if (stream !== null) {
    const streamed = await answerAsStream(request, reply, identity, parts.streams, { single, stream });
    if (streamed !== null) return streamed;
  }
  const leave = admission.gate.enter();
  if (leave === null) return refuse(request, reply, [overloaded()]);
  try {
    return await answerAtOnce(request, reply, { scope, type: single ?? 'application/json' }, parts);
  } finally {
    leave();
  }
}

const NOT_OFFERED =
  'Accept application/graphql-response+json or application/json, for subscriptions also text/event-stream.';

/** Whether a body says that it is compressed, or in another charset than the one that is read. */
const isEncoded = ({ headers }: FastifyRequest): boolean =>
  !/^(identity)?$/i.test(headers['content-encoding'] ?? '') ||
  !/^(utf-?8)?$/i.test(/;\s*charset="?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? '');

async function answerAtOnce(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApolloContext,
  { answerer, streams, publicCacheSeconds, mayCompress }: HttpParts,
): Promise<FastifyReply> {
  const { scope, type } = context;
  const plain = plainRequestOf(request);
  if (plain !== null) {
    const answer = await streams.runner.answer('http', plain, { ...scope, wantsText: true });
    return await sendPlain(reply, { type, mayCompress }, answer);
  }
  const operation = await writtenOut(request, streams.runner, scope);
  if ('refusals' in operation) return refuseOperation(request, reply, operation.refusals);
  const response = await answerer.answer(
    { method: request.method, headers: headersOf(request, type), search: operation.search, body: operation.body },
    { ...context, variables: operation.variables },
  );
  for (const [name, value] of response.headers) reply.header(name, value);
  reply.code(response.status ?? 200);
  // Apollo Server sends chunks for @defer alone, which the pipeline does not answer.
  const text = response.body.kind === 'complete' ? response.body.string : '';
  const isPublic = operation.isNamed && request.method === 'GET' && request.headers.authorization === undefined;
  const mayKeep = publicCacheSeconds > 0 && isPublic && isWhole(response.status, text);
  tellCaches(reply, mayKeep ? publicCacheSeconds : 0);
  return await sendText(reply, text, mayCompress);
}

/** Whom a request comes from; the fault that its token earned when there is none. */
async function identityOf(
  request: FastifyRequest,
  { authenticate, originOf }: Pick<HttpParts, 'authenticate' | 'originOf'>,
): Promise<StreamIdentity | GraphQLError> {
  try {
    const credential = request.headers.authorization;
    const { caller, expiresAt } = authenticate === null ? VISITOR : await authenticate(credential);
    const program = programIn(request.headers);
    const scope: RequestScope = { caller, requestId: request.id, origin: originOf(request.raw), program, credential };
    return { scope, expiresAt };
  } catch (error) {
    if (!(error instanceof GraphQLError) || !isFault(error)) throw error;
    return error;
  }
}

function headersOf(request: FastifyRequest, type: AnswerType): HeaderMap {
  const headers = new HeaderMap();
  for (const [name, value] of Object.entries(request.headers)) {
    if (value !== undefined) headers.set(name, Array.isArray(value) ? value.join(', ') : value);
  }
  headers.set('accept', type);
  // Every browser that can be tricked into a GET sends at least one of these.
  const fromBrowser = headers.has('origin') || headers.has('sec-fetch-site') || headers.has('referer');
  if (fromBrowser) headers.delete(NO_BROWSER_HEADER);
  else if (request.method === 'GET') headers.set(NO_BROWSER_HEADER, '1');
  return headers;
}

function parseBody(text: string): unknown {
  try {
    return parseJson(text);
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
