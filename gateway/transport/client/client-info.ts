import type { IncomingMessage } from 'node:http';
import proxyAddr from '@fastify/proxy-addr';
import type { ClientInfo } from '../../../runtime/executor/executor.ts';
import { TRACE_HEADERS } from '../../../runtime/serve/forwarded-headers.ts';

/** Longer user agents are cut. */
const MAX_USER_AGENT_LENGTH = 256;

/** What the value of a header may hold. https://www.rfc-editor.org/rfc/rfc9110#section-5.5 */
const HEADER_VALUE = /^[\t\x20-\x7e\x80-\xff]*$/;

/**
 * Reads the address, user agent and forwarded headers of a request. `X-Forwarded-For` is believed as far as proxies among
 * `trustedProxies` wrote it; `forwardHeaders` and trace headers go on to subgraphs.
 */
export function createReadClientInfo(
  trustedProxies: readonly string[],
  forwardHeaders: readonly string[] = [],
): (request: IncomingMessage) => ClientInfo {
  const trust = proxyAddr.compile([...trustedProxies]);
  const names = [...new Set([...forwardHeaders, ...TRACE_HEADERS])];
  return (request) => {
    const client = {
      ip: proxyAddr(request, trust),
      userAgent: request.headers['user-agent']?.slice(0, MAX_USER_AGENT_LENGTH) ?? null,
    };
    return withHeaders(client, names, (name) => request.headers[name]);
  };
}

/** Adds the forwarded headers that a socket sends as connection parameters, since browsers cannot set headers. */
export function withConnectionParameters(
  client: ClientInfo,
  parameters: Readonly<Record<string, unknown>> | undefined,
  forwardHeaders: readonly string[],
): ClientInfo {
  if (parameters === undefined || forwardHeaders.length === 0) return client;
  const given = new Map(Object.entries(parameters).map(([name, value]) => [name.toLowerCase(), value]));
  return withHeaders(client, forwardHeaders, (name) => given.get(name));
}

function withHeaders(client: ClientInfo, names: readonly string[], read: (name: string) => unknown): ClientInfo {
  let headers: Record<string, string> | undefined;
  for (const name of names) {
    const given = read(name);
    const value = Array.isArray(given) ? given.join(', ') : given;
    if (typeof value !== 'string' || !HEADER_VALUE.test(value)) continue;
    headers ??= { ...client.headers };
    headers[name] = value;
  }
  return headers === undefined ? client : { ...client, headers };
}
