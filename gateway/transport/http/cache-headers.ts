import type { FastifyReply } from 'fastify';

/**
 * Sets how many seconds shared caches may keep a response; 0: none. The token is part of the cache key, so that a request
 * with a token never gets a response from a cache.
 */
export function setCacheHeaders(reply: FastifyReply, seconds: number): void {
  if (seconds === 0) return void reply.header('cache-control', 'no-store');
  const vary = reply.getHeader('vary');
  reply
    .header('cache-control', `public, max-age=${seconds}`)
    .header('vary', [vary, 'accept', 'authorization'].filter((name) => name !== undefined).join(', '));
}
