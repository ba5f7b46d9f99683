import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import { type Dispatcher, request as send } from 'undici';
import type { Caller } from '../../runtime/executor/caller.ts';
import { fault } from '../../runtime/executor/faults.ts';
import type { RouteDeclaration, RouteRequest } from '../../runtime/executor/route.ts';
import { ROUTE_IDLE_MS } from '../../runtime/executor/route-defaults.ts';
import type { RouteResponse } from '../../runtime/executor/route-response.ts';
import { ACCEPTS_FILE_HEADER, FILE_HEADER, findNamedFile } from '../../runtime/serve/file-handover.ts';
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
  /** Folder in which it keeps files, if it is on this machine; null: it keeps none, or elsewhere. */
  readonly filesFolder: string | null;
}

/** The routes of a subgraph in another process, proxied with a signed caller. */
export const proxyRoutes = (
  routes: readonly RouteDeclaration[],
  { urlOf, callerToken, filesFolder }: ServedRoutes,
): readonly MountedRoute[] =>
  routes.map((route) => ({
    ...route,
    handle(request, caller, requestId) {
      request.headers.set('x-request-id', requestId);
      const { idleMs = ROUTE_IDLE_MS } = route;
      return proxy({ base: urlOf(), token: callerToken(caller), idleMs, filesFolder }, request);
    },
  }));

/** Of one connection, and not of the message (RFC 9110, section 7.6.1), or between a gateway and a domain. */
const NOT_FORWARDED = new RegExp(
  `^(connection|keep-alive|transfer-encoding|upgrade|te|trailer|host|expect|${ACCEPTS_FILE_HEADER}|${FILE_HEADER})$`,
);

/** Statuses whose responses have no body. */
const EMPTY: ReadonlySet<number> = new Set([204, 205, 304]);

/** Where a request is forwarded to. */
interface ProxyTarget extends Pick<ServedRoutes, 'filesFolder'> {
  readonly base: string;
  readonly token: string;
  readonly idleMs: number;
}

/**
 * Forwards a request to the process of its domain; bodies are streamed in both directions, as fast as they are read. A file
 * that the domain names is read here: each byte that passes through two processes costs several times as much.
 */
async function proxy(target: ProxyTarget, request: RouteRequest): Promise<RouteResponse> {
  const { filesFolder } = target;
  const { method } = request;
  try {
    const readsFiles = filesFolder !== null && method === 'GET';
    const response = await forward(target, request, readsFiles ? { [ACCEPTS_FILE_HEADER]: '1' } : {});
    const named = response.headers[FILE_HEADER];
    if (!readsFiles || typeof named !== 'string') return responseOf(response, method);
    await response.body.dump();
    const file = await findNamedFile(filesFolder, named);
    if (file === null) return responseOf(await forward(target, request, {}), method);
    const headers = headersOf(response);
    headers.set('content-length', String(file.end - file.start));
    return { status: response.statusCode, headers, file };
  } catch (error) {
    throw fault('UNAVAILABLE', 'This part is not available for a moment; try again.', { cause: String(error) });
  }
}

function forward(
  { base, token, idleMs }: ProxyTarget,
  { method, url, headers, body, signal }: RouteRequest,
  more: Readonly<Record<string, string>>,
): Promise<Dispatcher.ResponseData> {
  const forwarded = Object.fromEntries([...headers].filter(([name]) => !NOT_FORWARDED.test(name)));
  return send(new URL(`${url.pathname}${url.search}`, base), {
    // as: the methods of routes; undici's type lists the same ones.
    method: method as 'GET',
    headers: { ...forwarded, ...more, authorization: `Bearer ${token}` },
    // as: the types of the DOM and of Node declare the same class separately.
    body: body === null ? null : Readable.fromWeb(body as NodeReadableStream),
    // It counts from the beginning of a request, and a long body may take longer: there the signal ends what is idle.
    headersTimeout: body === null ? idleMs : 0,
    bodyTimeout: idleMs,
    signal,
  });
}

function responseOf(response: Dispatcher.ResponseData, method: string): RouteResponse {
  const { statusCode: status, body: stream } = response;
  const headers = headersOf(response);
  if (method !== 'HEAD' && !EMPTY.has(status)) return { status, headers, stream };
  stream.resume();
  return new Response(null, { status, headers });
}

function headersOf(response: Dispatcher.ResponseData): Headers {
  const headers = new Headers();
  for (const [name, value] of Object.entries(response.headers)) {
    if (NOT_FORWARDED.test(name)) continue;
    for (const each of Array.isArray(value) ? value : [value ?? '']) headers.append(name, each);
  }
  return headers;
}
