import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { TRACE_HEADERS } from '../../../runtime/serve/forwarded-headers.ts';

/** Longer names of clients are cut. */
const MAX_USER_AGENT = 256;

/** What a header may hold. https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Tells where a request came from; `X-Forwarded-For` is believed as far as proxies among `trustedProxies` wrote it.
 * `forwardHeaders` go on to subgraphs, and so does what carries a trace.
 */
export function createOriginOf(
  trustedProxies: readonly string[],
  forwardHeaders: readonly string[] = [],
): (request: IncomingMessage) => ClientInfo {
  const trust = proxyAddr.compile([...trustedProxies]);
  const names = [...new Set([...forwardHeaders, ...TRACE_HEADERS])];
  return (request) => {
    const origin = {
      ip: proxyAddr(request, trust),
      userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT) ?? null,
    };
    return withHeaders(origin, names, (name) => request.headers[name]);
  };
}

/** The origin of a socket, with the parameters in its place that it was opened with: browsers can send no headers. */
export function withParameters(
  origin: ClientInfo,
  parameters: Readonly<Record<string, unknown>> | undefined,
  forwardHeaders: readonly string[],
): ClientInfo {
  if (parameters === undefined || forwardHeaders.length === 0) return origin;
  const given = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]));
  return withHeaders(origin, forwardHeaders, (name) => given.get(name));
}

function withHeaders(origin: ClientInfo, names: readonly string[], read: (name: string) => unknown): ClientInfo {
  let headers: Record<string, string> | undefined;
  for (const name of names) {
    const given = read(name);
    const value = Array.isArray(given) ? given.join(', ') : given;
    if (typeof value !== 'string' || !HEADER_VALUE.test(value)) continue;
    headers ??= { ...origin.headers };
    headers[name] = value;
  }
  return headers === undefined ? origin : { ...origin, headers };
}
