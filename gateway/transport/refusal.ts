import type { FastifyReply, FastifyRequest } from 'fastify';
import type { GraphQLError } from 'graphql';
import { FAULT_STATUS, isFaultCode } from '../../runtime/faults.ts';
import { retryAfterOf } from './answer-status.ts';

/** Answers with errors alone, in the media type that the client wants. `status` is that of the first error's code. */
export function refuse(
  request: FastifyRequest,
  reply: FastifyReply,
  errors: readonly GraphQLError[],
  status: number = statusOf(errors),
): FastifyReply {
  const asGraphQL = request.headers.accept?.includes('application/graphql-response+json') === true;
  const retryAfter = retryAfterOf({ errors });
  if (retryAfter !== null) reply.header('retry-after', String(Math.ceil(retryAfter)));
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type(asGraphQL ? 'application/graphql-response+json; charset=utf-8' : 'application/json; charset=utf-8')
    .send(JSON.stringify({ errors: errors.map((error) => error.toJSON()) }));
}

/** 200 for what is not of the closed list: a persisted query that is not known is no failure of its client. */
function statusOf([error]: readonly GraphQLError[]): number {
  const code = error?.extensions['code'];
  return isFaultCode(code) ? FAULT_STATUS[code] : 200;
}
