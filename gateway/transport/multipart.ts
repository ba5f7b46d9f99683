import type { FastifyReply, FastifyRequest } from 'fastify';
import { GraphQLError } from 'graphql';
import { tooManyStreams } from '../limits/admission.ts';
import { COST_HEADER } from './answer-status.ts';
import type { ApolloContext } from './apollo.ts';
import { operationIn } from './operation-request.ts';
import { refuse } from './refusal.ts';
import { openStream, type StreamFormat, type StreamParts } from './streamed-answer.ts';

const BOUNDARY = 'graphql';
const DELIMITER = `\r\n--${BOUNDARY}`;
const END = '--\r\n';

/** With the delimiter behind it: a client knows that a part is whole only then. */
const part = (body: object): string => `\r\ncontent-type: application/json\r\n\r\n${JSON.stringify(body)}${DELIMITER}`;

/** https://www.apollographql.com/docs/graphos/routing/operations/subscriptions/multipart-protocol */
const PARTS: StreamFormat = {
  transport: 'multipart',
  contentType: `multipart/mixed;boundary="${BOUNDARY}";subscriptionSpec=1.0`,
  opening: DELIMITER,
  heartbeat: part({}),
  next: (payload) => part({ payload }),
  complete: END,
  failed: (error) => part({ payload: { errors: [error] } }) + END,
  interrupted: (error) => part({ payload: null, errors: [error] }) + END,
};

const acceptedTypes = ({ headers: { accept } }: FastifyRequest): readonly string[] =>
  accept?.split(',').map((type) => type.trim().toLowerCase()) ?? [];

const isParts = (type: string): boolean =>
  type.startsWith('multipart/mixed') && /;\s*subscriptionspec="?1\.0"?\s*(;|$)/.test(type);

/** Whether a client can read a subscription in parts, as Apollo's do. */
export const wantsParts = (request: FastifyRequest): boolean => acceptedTypes(request).some(isParts);

/** What else a client accepts, for answers that are no stream; JSON when it named nothing. */
export const acceptedBesideParts = (request: FastifyRequest): string =>
  acceptedTypes(request)
    .filter((type) => !isParts(type))
    .join(', ') || 'application/json';

/**
 * Answers a subscription in parts, and so a query or mutation of a client that takes nothing else. Null for everything
 * that is no stream: it is answered, or refused with its status, as if parts had not been asked for.
 */
export async function answerInParts(
  request: FastifyRequest,
  reply: FastifyReply,
  context: ApolloContext,
  parts: StreamParts,
): Promise<FastifyReply | null> {
  const asked = operationIn(request);
  if ('refusal' in context || asked instanceof GraphQLError) return null;
  const { caller, origin } = context.scope;
  const found = await parts.runner.findDocument(asked);
  if (!found.ok) return null;
  const prepared = parts.runner.prepare(found.value, caller);
  if (!prepared.ok) return refuse(request, reply, prepared.refusal);
  const { known, toldCost } = prepared.value;
  const onlyParts = acceptedTypes(request).every(isParts);
  if (known.kind !== 'subscription' && (!onlyParts || request.method === 'GET')) return null;
  const counted = parts.admission.connections.stream(origin?.ip ?? null, caller.viewerId);
  if (counted === null) return refuse(request, reply, [tooManyStreams()]);
  if (toldCost !== null) reply.header(COST_HEADER, toldCost);
  await openStream(reply, PARTS, context, parts, counted.leave).run(prepared.value);
  return reply;
}
