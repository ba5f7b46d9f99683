import type { IncomingMessage, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Caller } from '../executor/caller.ts';
import type { Route } from '../executor/route.ts';
import type { OpenSubgraph } from '../subgraph/subgraph.ts';

type DeclaredRoute = Pick<Route<never>, 'method' | 'path'>;

/** The declared route of a request, and the values of its `:name` segments. */
export interface RouteMatch<Candidate extends DeclaredRoute = DeclaredRoute> {
  readonly route: Candidate;
  readonly params: Readonly<Record<string, string>>;
}

/** The first route that matches; null when none does. `GET` routes handle `HEAD`. */
export function matchRoute<Candidate extends DeclaredRoute>(
  routes: readonly Candidate[],
  method: string,
  pathname: string,
): RouteMatch<Candidate> | null {
  const routeMethod = method === 'HEAD' ? 'GET' : method;
  for (const route of routes) {
    const params = route.method === routeMethod ? matchPath(route.path, pathname) : null;
    if (params !== null) return { route, params };
  }
  return null;
}

function matchPath(pattern: string, pathname: string): Record<string, string> | null {
  const expected = pattern.split('/');
  const given = pathname.split('/');
  if (expected.length !== given.length) return null;
  const params: Record<string, string> = {};
  for (const [at, segment] of expected.entries()) {
    const value = given[at] ?? '';
    if (!segment.startsWith(':')) {
      if (segment !== value) return null;
      continue;
    }
    const decoded = decode(value);
    if (decoded === null || decoded === '') return null;
    params[segment.slice(1)] = decoded;
  }
  return params;
}

function decode(segment: string): string | null {
  try {
    return decodeURIComponent(segment);
  } catch {
    return null;
  }
}

/** Runs a route of an open subgraph and streams its response. */
export async function runRoute(
  open: OpenSubgraph,
  { route, params }: RouteMatch,
  url: URL,
  request: IncomingMessage,
  response: ServerResponse,
  caller: Caller,
): Promise<void> {
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const method = request.method ?? 'GET';
  const hasBody = method !== 'GET' && method !== 'HEAD';
  // as: Node's web streams and the global ones are the same objects under two type declarations.
  const body = hasBody ? (Readable.toWeb(request) as ReadableStream<Uint8Array>) : null;
  const result = await open.handle(route.path, route.method, { method, url, params, headers, body }, caller);
  response.writeHead(result.status, Object.fromEntries(result.headers));
  if (result.body === null || method === 'HEAD') response.end();
  // as: see above.
  else await pipeline(Readable.fromWeb(result.body as Parameters<typeof Readable.fromWeb>[0]), response);
}
