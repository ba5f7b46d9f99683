import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { fault } from '../../../runtime/executor/faults.ts';
import { parseJson } from '../../../runtime/text/json-numbers.ts';
import { MAX_REQUEST_BYTES } from '../../operation/document-limits.ts';
import type { RunRequest } from '../../pipeline/run-request.ts';
import { acceptedBy } from './accept.ts';
import { type ExchangeParts, openExchange } from './graphql-exchange.ts';
import { type IdentityParts, identityOf } from './identity-of-request.ts';
import { refuse } from './refusal.ts';
import { endSlowBody } from './slow-body.ts';

/** The parts of the GraphQL endpoint over HTTP. */
export interface HttpParts extends ExchangeParts, IdentityParts {
  readonly run: RunRequest;
  readonly limits: boolean;
  /** Milliseconds that a body may take to arrive. */
  readonly bodyMs: number;
  readonly log: Logger;
}

/** Stands for a body that is not JSON, which the handler refuses. */
const UNREADABLE = Symbol('unreadable');

/** Mounts `GET` and `POST /graphql`: single results, and streams for clients that accept them. */
export function mountGraphQL(app: FastifyInstance, parts: HttpParts): void {
  app.register(async (scope) => {
    scope.removeAllContentTypeParsers();
    scope.addContentTypeParser(
      'application/json',
      { parseAs: 'string' },
      async (_request: FastifyRequest, body: string) => parseBody(body),
    );
    // Apollo Server refuses other content types, as its CSRF prevention requires.
    scope.addContentTypeParser('*', { parseAs: 'string' }, async () => undefined);
    scope.setErrorHandler((error, request, reply) => refuse(request, reply, ...refusalOf(error, request, parts.log)));
    scope.addHook('onRequest', async ({ raw }, reply) => endSlowBody(raw, reply.raw, parts.bodyMs));
    scope.route({
      method: ['GET', 'POST'],
      url: '/graphql',
      bodyLimit: parts.limits ? MAX_REQUEST_BYTES : 50_000_000,
      handler: (request, reply) => handleRequest(request, reply, parts),
    });
    scope.route({
      method: ['PUT', 'PATCH', 'DELETE'],
      url: '/graphql',
      handler: (request, reply) =>
        refuse(request, reply.header('allow', 'GET, POST'), [fault('BAD_USER_INPUT', 'Use GET or POST.')], 405),
    });
  });
}

async function handleRequest(request: FastifyRequest, reply: FastifyReply, parts: HttpParts): Promise<FastifyReply> {
  if (isEncoded(request))
    return refuse(request, reply, [fault('BAD_USER_INPUT', 'Send the body uncompressed and in UTF-8.')], 415);
  if (request.body === UNREADABLE) return refuse(request, reply, [fault('BAD_USER_INPUT', 'The body is not JSON.')]);
  const accepted = acceptedBy(request.headers.accept);
  if (accepted.single === null && accepted.stream === null)
    return refuse(request, reply, [fault('BAD_USER_INPUT', NOT_OFFERED)], 406);
  const identity = await identityOf(request, parts);
  if (identity instanceof GraphQLError) return refuse(request, reply, [identity]);
  const { source, sink } = openExchange(request, reply, identity, accepted, parts);
  await parts.run(source, identity.scope, sink);
  return reply;
}

const NOT_OFFERED =
  'Accept application/graphql-response+json or application/json, for subscriptions also text/event-stream.';

/** Whether the headers name a compression or a charset other than UTF-8. */
const isEncoded = ({ headers }: FastifyRequest): boolean =>
  !/^(identity)?$/i.test(headers['content-encoding'] ?? '') ||
  !/^(utf-?8)?$/i.test(/;\s*charset="?([^";\s]*)/i.exec(headers['content-type'] ?? '')?.[1] ?? '');

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
  log.error({ err: error, requestId: request.id }, 'a request failed');
  return [[fault('INTERNAL', 'Internal server error.', { requestId: request.id })], 500];
}
