import type { IncomingMessage, ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { GraphQLError } from 'graphql';
import type { Caller } from '../executor/caller.ts';
import type { RouteRequest } from '../executor/route.ts';
import type { FileResponse, RouteResponse } from '../executor/route-response.ts';
import { faultResponse } from '../http/fault-response.ts';
import type { OpenSubgraph } from '../subgraph/subgraph.ts';
import { ACCEPTS_FILE_HEADER, encodeFile, FILE_HEADER } from './file-handover.ts';
import type { SendFile } from './file-sender.ts';
import { handleRoute } from './handle-route.ts';
import { bodyOf } from './response-body.ts';
import type { RouteMatch } from './route-matching.ts';

/** A request for a route of a served subgraph. */
export interface ServedRouteCall {
  readonly match: RouteMatch;
  readonly url: URL;
  readonly caller: Caller;
  readonly sendFile: SendFile;
}

/** Runs a route of an open subgraph and streams its response, or names the file to a gateway that reads it itself. */
export async function runRoute(
  open: OpenSubgraph,
  { match, url, caller, sendFile }: ServedRouteCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const { path, method } = match.route;
  const headers = new Headers();
  for (const [name, value] of Object.entries(request.headers))
    if (value !== undefined) headers.set(name, String(value));
  const handle = (routeRequest: RouteRequest) => open.handle(path, method, routeRequest, caller);
  const result = await handleRoute({ match, url, headers, handle }, request, response);
  if (!('file' in result)) return sendBody(result, request, response);
  if (request.headers[ACCEPTS_FILE_HEADER] !== undefined) {
    begin(response, result);
    response.setHeader(FILE_HEADER, encodeFile(result.file));
    // That of the file, which this response does not carry.
    response.setHeader('content-length', 0);
    return void response.end();
  }
  try {
    await sendFile(result.file, response, () => begin(response, result));
  } catch (error) {
    if (!(error instanceof GraphQLError)) throw error;
    await sendBody(faultResponse(error), request, response);
  }
}

function begin(response: ServerResponse, { status, headers }: RouteResponse): void {
  response.statusCode = status;
  for (const [name, value] of headers) response.appendHeader(name, value);
}

async function sendBody(
  result: Exclude<RouteResponse, FileResponse>,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  begin(response, result);
  const body = bodyOf(result, request.method);
  if (body === null) response.end();
  else await pipeline(body, response);
}
