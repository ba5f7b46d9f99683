import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { fault } from '../../runtime/faults.ts';
import { tooManyStreams } from '../limits/admission.ts';
import { COST_HEADER } from './answer-status.ts';
import type { ApolloContext } from './apollo.ts';
import { operationIn } from './operation-request.ts';
import { refuse } from './refusal.ts';
import { openStream, type StreamFormat, type StreamParts } from './streamed-answer.ts';

const event = (name: string, data: string): string => `event: ${name}\ndata: ${data}\n\n`;
const COMPLETE = event('complete', '');

const EVENTS: StreamFormat = {
  transport: 'sse',
  contentType: 'text/event-stream; charset=utf-8',
  opening: ':\n\n',
  heartbeat: ':\n\n',
  next: (result) => event('next', JSON.stringify(result)),
  complete: COMPLETE,
  failed: (error) => event('next', JSON.stringify({ errors: [error] })) + COMPLETE,
  // Without `complete` a client takes it for a lost connection, and comes back.
  interrupted: (error) =>
    error.extensions['retryable'] === true ? '' : event('next', JSON.stringify({ errors: [error] })) + COMPLETE,
};

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
  parts: StreamParts,
): Promise<FastifyReply> {
  if ('refusal' in context) return refuse(request, reply, [context.refusal]);
  const { caller, origin } = context.scope;
  const counted = parts.admission.connections.stream(origin?.ip ?? null, caller.viewerId);
  if (counted === null) return refuse(request, reply, [tooManyStreams()]);
  const asked = operationIn(request);
  const found =
    asked instanceof GraphQLError ? ({ ok: false, refusal: [asked] } as const) : await parts.runner.findDocument(asked);
  const prepared = found.ok ? parts.runner.prepare(found.value, caller) : found;
  if (prepared.ok && prepared.value.toldCost !== null) reply.header(COST_HEADER, prepared.value.toldCost);
  const stream = openStream(reply, EVENTS, context, parts, counted.leave);
  if (!prepared.ok) stream.tell({ errors: prepared.refusal });
  else if (request.method === 'GET' && prepared.value.known.kind === 'mutation')
    stream.tell({ errors: [fault('BAD_USER_INPUT', 'A mutation cannot be sent by GET.')] });
  else await stream.run(prepared.value);
  return reply;
}
