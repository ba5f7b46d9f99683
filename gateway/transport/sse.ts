import type { OutgoingHttpHeaders, ServerResponse } from 'node:http';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { type ExecutionResult, GraphQLError } from 'graphql';
import type { Logger } from 'pino';
import { isStream } from '../../runtime/executor.ts';
import { fault } from '../../runtime/faults.ts';
import { clientError } from '../execute/client-errors.ts';
import type { OperationRequest } from '../pipeline.ts';
import type { ApolloContext } from './apollo.ts';
import type { LiveConnections } from './live-connections.ts';
import type { OperationRunner } from './operation-runner.ts';

/** What event streams are made of. */
export interface EventStreams {
  readonly runner: OperationRunner;
  readonly connections: LiveConnections;
  readonly keepAliveMs: number;
  readonly log: Logger;
}

/** Whether a client wants GraphQL over SSE, in distinct connections mode. */
export const wantsEvents = (request: FastifyRequest): boolean =>
  request.headers.accept?.split(',').some((type) => type.trim().toLowerCase().startsWith('text/event-stream')) === true;

/**
 * Answers one operation as an event stream: `next` for each result, `complete` at the end. Refusals come as `next`
 * too, as the protocol wants; only a bad token is a plain 401. https://github.com/enisdenjo/graphql-sse (PROTOCOL.md)
 */
export async function answerAsEvents(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApolloContext,
  streams: EventStreams,
): Promise<FastifyReply> {
  if ('refusal' in context) {
    const unauthenticated = context.refusal.extensions['code'] === 'UNAUTHENTICATED';
    return reply.code(unauthenticated ? 401 : 503).send({ errors: [context.refusal.toJSON()] });
  }
  const asked = request.method === 'GET' ? fromSearch(request) : fromBody(request.body);
  const prepared =
    asked instanceof GraphQLError
      ? ({ ok: false, refusal: [asked] } as const)
      : streams.runner.prepare(asked, context.scope.caller);
  const headers = reply.getHeaders();
  reply.hijack();
  const response = reply.raw;
  const sink = openSink(response, headers, streams, context);
  if (!prepared.ok) return sink.finish({ errors: prepared.refusal }, reply);
  if (request.method === 'GET' && prepared.value.known.kind === 'mutation') {
    return sink.finish({ errors: [fault('BAD_USER_INPUT', 'A mutation cannot be sent by GET.')] }, reply);
  }

  const answer = await streams.runner.run('sse', prepared.value, { ...context.scope, signal: sink.signal });
  if (!isStream(answer)) return sink.finish(answer, reply);
  try {
    for await (const result of answer) await sink.next(result);
    return sink.finish(null, reply);
  } catch (error) {
    return sink.finish({ errors: [clientError(error, { log: streams.log, requestId: request.id })] }, reply);
  }
}

interface Sink {
  readonly signal: AbortSignal;
  next(result: ExecutionResult): Promise<void>;
  finish(last: ExecutionResult | null, reply: FastifyReply): FastifyReply;
}

function openSink(
  response: ServerResponse,
  headers: ReturnType<FastifyReply['getHeaders']>,
  { connections, keepAliveMs }: EventStreams,
  context: Extract<ApolloContext, { scope: unknown }>,
): Sink {
  const abort = new AbortController();
  response.writeHead(200, {
    ...definedHeaders(headers),
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
  });
  // Tells proxies and clients that the stream stands before there is an event.
  response.write(':\n\n');
  const heartbeat = setInterval(() => void response.write(':\n\n'), keepAliveMs);
  const leave = connections.join({
    caller: () => context.scope.caller,
    expiresAt: () => context.expiresAt,
    end: () => abort.abort(),
  });
  response.on('close', () => {
    clearInterval(heartbeat);
    leave();
    abort.abort();
  });
  const write = (event: string, data: string): boolean => response.write(`event: ${event}\ndata: ${data}\n\n`);
  return {
    signal: abort.signal,
    async next(result) {
      if (write('next', JSON.stringify(result)) || response.destroyed) return;
      const { promise, resolve } = Promise.withResolvers<void>();
      response.once('drain', resolve).once('close', resolve);
      await promise;
    },
    finish(last, reply) {
      if (last !== null) write('next', JSON.stringify(last));
      write('complete', '');
      response.end();
      return reply;
    },
  };
}

function definedHeaders(headers: ReturnType<FastifyReply['getHeaders']>): OutgoingHttpHeaders {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== undefined));
}

function fromBody(body: unknown): OperationRequest | GraphQLError {
  if (typeof body !== 'object' || body === null) return fault('BAD_USER_INPUT', 'The body is not a GraphQL request.');
  const { query, operationName, variables } = body as Record<string, unknown>; // An object, as checked; its members are below.
  return checked(query, operationName, variables);
}

function fromSearch(request: FastifyRequest): OperationRequest | GraphQLError {
  const search = new URL(request.url, 'http://gateway').searchParams;
  const text = search.get('variables');
  try {
    return checked(search.get('query'), search.get('operationName'), text ? JSON.parse(text) : null);
  } catch {
    return fault('BAD_USER_INPUT', '`variables` is not JSON.');
  }
}

function checked(query: unknown, operationName: unknown, variables: unknown): OperationRequest | GraphQLError {
  if (typeof query !== 'string') return fault('BAD_USER_INPUT', 'A request needs a `query`.');
  if (operationName != null && typeof operationName !== 'string')
    return fault('BAD_USER_INPUT', '`operationName` must be a string.');
  if (variables != null && (typeof variables !== 'object' || Array.isArray(variables))) {
    return fault('BAD_USER_INPUT', '`variables` must be an object.');
  }
  return { query, operationName: operationName ?? null, variables: variables == null ? null : { ...variables } };
}
