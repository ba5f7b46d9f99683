import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { request as send } from 'undici';
import type { Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { RouteDeclaration, RouteRequest } from '../../runtime/executor/route.ts';
import { ROUTE_IDLE_MS } from '../../runtime/executor/route-defaults.ts';
import type { RouteResponse } from '../../runtime/executor/route-response.ts';
import type { OpenSubgraph } from '../../runtime/subgraph/subgraph.ts';
import type { MountedRoute } from '../pipeline/gateway-options.ts';

/** The routes of a subgraph that runs in this process. */
export const embedRoutes = (
  routes: readonly RouteDeclaration[],
  open: Pick<OpenSubgraph, 'handle'>,
): readonly MountedRoute[] =>
  routes.map((route) => ({
    ...route,
    handle(request, caller, requestId) {
      request.headers.set('x-request-id', requestId);
      return open.handle(route.path, route.method, request, caller);
    },
  }));

/** Where a served subgraph is, and the token that identifies a caller there. */
export interface ServedRoutes {
  urlOf(): string;
  callerToken(caller: Caller): string;
}

/** The routes of a subgraph in another process, proxied with a signed caller. */
export const proxyRoutes = (
  routes: readonly RouteDeclaration[],
  { urlOf, callerToken }: ServedRoutes,
): readonly MountedRoute[] =>
  routes.map((route) => ({
    ...route,
    handle(request, caller, requestId) {
      request.headers.set('x-request-id', requestId);
      return proxy({ base: urlOf(), token: callerToken(caller), idleMs: route.idleMs ?? ROUTE_IDLE_MS }, request);
    },
  }));

/** Of one connection, and not of the message (RFC 9110, section 7.6.1). */
const HOP_BY_HOP = /^(connection|keep-alive|transfer-encoding|upgrade|te|trailer|host|expect)$/;

/** Statuses whose responses have no body. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Forwards a request to the process of its domain; bodies are streamed in both directions, as fast as they are read. */
async function proxy(
  { base, token, idleMs }: { readonly base: string; readonly token: string; readonly idleMs: number },
  { method, url, headers, body, signal }: RouteRequest,
): Promise<RouteResponse> {
  const forwarded = Object.fromEntries([...headers].filter(([name]) => !HOP_BY_HOP.test(name)));
  try {
    const response = await send(new URL(`${url.pathname}${url.search}`, base), {
      // as: the methods of routes; undici's type lists the same ones.
      method: method as 'GET',
      headers: { ...forwarded, authorization: `Bearer ${token}` },
      // as: the types of the DOM and of Node declare the same class separately.
      body: body === null ? null : Readable.fromWeb(body as NodeReadableStream),
      // It counts from the beginning of a request, and a long body may take longer: there the signal ends what is idle.
      headersTimeout: body === null ? idleMs : 0,
      bodyTimeout: idleMs,
      signal,
    });
    const responseHeaders = new Headers();
    for (const [name, value] of Object.entries(response.headers)) {
      if (HOP_BY_HOP.test(name)) continue;
      for (const each of Array.isArray(value) ? value : [value ?? '']) responseHeaders.append(name, each);
    }
    const { statusCode: status, body: stream } = response;
    if (method !== 'HEAD' && !EMPTY.has(status)) return { status, headers: responseHeaders, stream };
    stream.resume();
    return new Response(null, { status, headers: responseHeaders });
  } catch (error) {
    throw fault('UNAVAILABLE', 'This part is not available for a moment; try again.', { cause: String(error) });
  }
}
