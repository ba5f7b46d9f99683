import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../../runtime/executor/faults.ts';
import { acceptedBy, type ResponseType } from './accept.ts';
import { retryAfterOf } from './response-status.ts';

/** Refuses a request before execution, with `status` or else the status of the first error's code. */
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

/** The media type of a refusal. A client that accepts only streams gets the type whose status codes name the reason. */
export const refusalType = ({ headers: { accept } }: FastifyRequest): ResponseType => {
  const { single, stream } = acceptedBy(accept);
  return single ?? (stream === null ? 'application/json' : 'application/graphql-response+json');
};

function statusOfFirst([error]: readonly GraphQLError[]): number {
  const code = error?.extensions['code'];
  return isFaultCode(code) ? FAULT_STATUS[code] : FAULT_STATUS.INTERNAL;
}
