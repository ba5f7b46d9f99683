import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { Origin } from '../../runtime/executor.ts';

/** Longer names of clients are cut. */
const MAX_USER_AGENT = 256;

/** Tells where a request came from; `X-Forwarded-For` is believed as far as proxies among `trustedProxies` wrote it. */
export function createOriginOf(trustedProxies: readonly string[]): (request: IncomingMessage) => Origin {
  const trust = proxyAddr.compile([...trustedProxies]);
  return (request) => ({
    ip: proxyAddr(request, trust),
    userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
  });
}
