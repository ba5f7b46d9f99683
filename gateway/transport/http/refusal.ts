import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../../runtime/executor/faults.ts';
import { type AnswerType, acceptedBy } from './accept.ts';
import { retryAfterOf } from './answer-status.ts';

/** Refuses a request that never reaches GraphQL, with the status of the first error's code or one of its own. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  status: number = statusOfFirst(errors),
): FastifyReply {
  const retryAfter = retryAfterOf({ errors });
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(`${refusalType(request)}; charset=utf-8`)
    .send(JSON.stringify({ errors: errors.map((error) => error.toJSON()) }));
}

/** The media type of a refusal: for a client that accepts streams alone, the one whose status codes say why. */
export const refusalType = ({ headers: { accept } }: FastifyRequest): AnswerType => {
  const { single, stream } = acceptedBy(accept);
  return single ?? (stream === null ? 'application/json' : 'application/graphql-response+json');
};

function statusOfFirst([error]: readonly GraphQLError[]): number {
  const code = error?.extensions['code'];
  return isFaultCode(code) ? FAULT_STATUS[code] : FAULT_STATUS.INTERNAL;
}
