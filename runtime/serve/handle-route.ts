import type { IncomingMessage, ServerResponse } from 'node:http';
import { fault } from '../executor/faults.ts';
import type { RouteRequest } from '../executor/route.ts';
import { MAX_ROUTE_BODY_BYTES, ROUTE_IDLE_MS } from '../executor/route-defaults.ts';
import type { RouteResponse } from '../executor/route-response.ts';
import { faultResponse } from '../http/fault-response.ts';
import { discardBody, readIncomingBody } from './incoming-body.ts';
import { discardResponse } from './response-body.ts';
import type { RouteMatch } from './route-matching.ts';
import { watchIdle } from './watch-idle.ts';

/** A request for a route, and who handles it. */
export interface RouteCall {
  readonly match: RouteMatch;
  readonly url: URL;
  readonly headers: Headers;
  handle(request: RouteRequest): Promise<RouteResponse>;
  /** Called each time the handler waits for bytes of the client. */
  onWait?(): void;
}

const METHODS_WITHOUT_BODY = new Set(['GET', 'HEAD']);

/**
 * Handles a request of Node's HTTP server within the limits of its route: 413 when its body is too long, 408 when the client
 * stops sending, 503 when nothing happens at all. When the client goes away, or the connection is idle while the response
 * is sent, the request's signal aborts and the connection is destroyed.
 *
 * @throws what the handler throws.
 */
export async function handleRoute(
  { match: { route, params }, url, headers, handle, onWait }: RouteCall,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<RouteResponse> {
  const { maxBodyBytes = MAX_ROUTE_BODY_BYTES, idleMs = ROUTE_IDLE_MS } = route;
  response.once('finish', () => discardBody(request));
  if (Number(request.headers['content-length'] ?? 0) > maxBodyBytes) return bodyTooLong();

  const abort = new AbortController();
  const refused = Promise.withResolvers<Response>();
  let isWaiting = false;
  let isTooLong = false;
  const stopWatching = watchIdle(request.socket, idleMs, () => {
    if (response.headersSent) response.destroy();
    else refused.resolve(isWaiting ? bodyTooSlow() : noResponse());
    abort.abort();
  });
  const onClose = (): void => {
    stopWatching();
    if (!response.writableFinished) abort.abort();
  };
  if (response.closed) onClose();
  else response.once('close', onClose);

  const method = request.method ?? 'GET';
  const body = METHODS_WITHOUT_BODY.has(method)
    ? null
    : readIncomingBody(request, maxBodyBytes, {
        onWait() {
          isWaiting = true;
          onWait?.();
        },
        onArrival() {
          isWaiting = false;
        },
        onTooLong() {
          isTooLong = true;
          abort.abort();
        },
      });
  const handled = handle({ method, url, params, headers, body, signal: abort.signal });
  let sent: RouteResponse | null = null;
  try {
    const result = await Promise.race([handled, refused.promise]);
    sent = isTooLong ? bodyTooLong() : result;
    // It fails when its client has gone, also at a moment at which nobody reads it.
    if ('stream' in sent) sent.stream.on('error', () => undefined);
    return sent;
  } catch (error) {
    if (isTooLong) return bodyTooLong();
    throw error;
  } finally {
    // It may go on when the response is decided: what it throws then is of no interest.
    handled.then(
      (result) => result !== sent && discardResponse(result),
      () => undefined,
    );
  }
}

const bodyTooLong = (): Response => faultResponse(fault('LIMIT_EXCEEDED', 'The body of the request is too long.'), 413);
const bodyTooSlow = (): Response =>
  faultResponse(fault('BAD_USER_INPUT', 'The body of the request did not arrive in time.'), 408);
const noResponse = (): Response => faultResponse(fault('UNAVAILABLE', 'The request took too long; try again.'));
