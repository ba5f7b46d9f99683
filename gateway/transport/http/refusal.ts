import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../../runtime/executor/faults.ts';
import { type AnswerType, acceptedBy } from './accept.ts';
import { retryAfterOf, statusOf } from './answer-status.ts';

/** Refuses a request that never reaches GraphQL, with the status of the first error's code or one of its own. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  status: number = statusOfFirst(errors),
): FastifyReply {
  return send(reply, errors, status, refusalType(request));
}

/** Answers a well-formed request with errors alone: the status depends on the media type. */
export function refuseOperation(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
): FastifyReply {
  const type = refusalType(request);
  return send(reply, errors, statusOf({ errors }, type), type);
}

/** Who accepts streams alone is refused in the type whose status codes say why. */
const refusalType = ({ headers: { accept } }: FastifyRequest): AnswerType => {
  const { single, stream } = acceptedBy(accept);
  return single ?? (stream === null ? 'application/json' : 'application/graphql-response+json');
};

function send(reply: FastifyReply, errors: readonly GraphQLError[], status: number, type: AnswerType): FastifyReply {
  const retryAfter = retryAfterOf({ errors });
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors: errors.map((error) => error.toJSON()) }));
}

function statusOfFirst([error]: readonly GraphQLError[]): number {
  const code = error?.extensions['code'];
  return isFaultCode(code) ? FAULT_STATUS[code] : FAULT_STATUS.INTERNAL;
}
