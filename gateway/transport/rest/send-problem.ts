import type { FastifyReply } from 'fastify';
import type { Problem } from './problem.ts';
import { problemBody } from './problem-mapping.ts';

/** Responds with a problem. */
export function sendProblem(reply: FastifyReply, problem: Problem): FastifyReply {
  for (const [name, value] of Object.entries(problem.headers ?? {})) reply.header(name, value);
  return reply
    .code(problem.status)
    .header('cache-control', 'no-store')
    .type('application/problem+json; charset=utf-8')
    .send(problemBody(problem));
}
