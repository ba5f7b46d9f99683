import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import type { Caller } from '../executor/caller.ts';
import type { RouteRequest } from '../executor/route.ts';
import type { OpenSubgraph } from '../subgraph/subgraph.ts';
import { handleRoute } from './handle-route.ts';
import { bodyOf } from './response-body.ts';
import type { RouteMatch } from './route-matching.ts';

/** A request for a route of a served subgraph. */
export interface ServedRouteCall {
  readonly match: RouteMatch;
  readonly url: URL;
  readonly caller: Caller;
}

/** Runs a route of an open subgraph and streams its response. */
export async function runRoute(
  open: OpenSubgraph,
  { match, url, caller }: ServedRouteCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, method } = match.route;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const handle = (routeRequest: RouteRequest) => open.handle(path, method, routeRequest, caller);
  const result = await handleRoute({ match, url, headers, handle }, request, response);
  response.statusCode = result.status;
  for (const [name, value] of result.headers) response.appendHeader(name, value);
  const body = bodyOf(result, request.method);
  if (body === null) response.end();
  else await pipeline(body, response);
}
