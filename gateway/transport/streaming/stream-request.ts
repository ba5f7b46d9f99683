import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { fault } from '../../../runtime/executor/faults.ts';
import { refuse as refused } from '../../../runtime/operations/result.ts';
import { hasEnded } from '../../identity/identity.ts';
import { tooManyStreams } from '../../limits/admission.ts';
import type { Accepted, StreamType } from '../http/accept.ts';
import { COST_HEADER } from '../http/answer-status.ts';
import { operationIn } from '../http/operation-request.ts';
import { refuse, refuseOperation } from '../http/refusal.ts';
import { STREAM_FORMATS } from './stream-formats.ts';
import { openStream, type StreamIdentity, type StreamParts } from './streamed-answer.ts';

/** What a client accepts that accepts a stream. */
interface AcceptedStream extends Accepted {
  readonly stream: StreamType;
}

/**
 * Answers a subscription as a stream, and so a query or mutation of a client that accepts nothing else. Null for what is
 * to be answered at once.
 */
export async function answerAsStream(
  request: FastifyRequest,
  reply: FastifyReply,
  identity: StreamIdentity,
  parts: StreamParts,
  { single, stream }: AcceptedStream,
): Promise<FastifyReply | null> {
  const { scope } = identity;
  const format = STREAM_FORMATS[stream];
  const asked = operationIn(request);
  // What has the wrong form is refused as if no stream had been asked for.
  if (asked instanceof GraphQLError && single !== null) return null;
  const prepared =
    asked instanceof GraphQLError ? refused([asked]) : await parts.runner.prepare(format.transport, asked, scope);
  const kind = prepared.ok ? prepared.value.known.kind : null;
  if (single !== null && prepared.ok && kind !== 'subscription') return null;
  // A stream of events tells refusals itself; parts cannot.
  if (!prepared.ok && (single !== null || stream === 'multipart/mixed'))
    return refuseOperation(request, reply, prepared.refusal);
  const isUnsafe = request.method === 'GET' && kind === 'mutation';
  if (isUnsafe && stream === 'multipart/mixed')
    return refuse(request, reply.header('allow', 'POST'), [notByGet()], 405);
  if (hasEnded(identity, parts.now()))
    return refuse(request, reply, [fault('UNAUTHENTICATED', 'The access token has ended.')]);
  const counted = parts.admission.connections.stream(scope.origin?.ip ?? null, scope.caller.viewerId);
  if (counted === null) return refuse(request, reply, [tooManyStreams()]);
  if (prepared.ok && prepared.value.toldCost !== null) reply.header(COST_HEADER, prepared.value.toldCost);
  const answer = openStream(reply, format, identity, parts, counted.leave);
  if (isUnsafe) answer.tell({ errors: [notByGet()] });
  else if (prepared.ok) await answer.run(prepared.value);
  else answer.tell({ errors: prepared.refusal });
  return reply;
}

const notByGet = (): GraphQLError => fault('BAD_USER_INPUT', 'A mutation cannot be sent by GET.');
