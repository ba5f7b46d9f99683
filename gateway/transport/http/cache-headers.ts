import type { FastifyReply } from 'fastify';

/**
 * Says how long shared caches may keep an answer; 0: not at all. What one gets who shows a token must never come from
 * there, so the token is part of the key.
 */
export function tellCaches(reply: FastifyReply, seconds: number): void {
  if (seconds === 0) return void reply.header('cache-control', 'no-store');
  const vary = reply.getHeader('vary');
  reply
    .header('cache-control', `public, max-age=${seconds}`)
    .header('vary', [vary, 'accept', 'authorization'].filter((name) => name !== undefined).join(', '));
}
