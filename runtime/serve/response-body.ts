import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { RouteResponse } from '../executor/route-response.ts';

/** The body that is sent for a response; null when there is none, as for every request by HEAD. */
export function bodyOf(response: RouteResponse, method: string | undefined): Readable | null {
  if (method === 'HEAD') {
    discardResponse(response);
    return null;
  }
  if ('stream' in response) return response.stream;
  // as: the types of the DOM and of Node declare the same class separately.
  return response.body === null ? null : Readable.fromWeb(response.body as NodeReadableStream);
}

/** Ends the source of a response that is not sent. */
export function discardResponse(response: RouteResponse): void {
  if ('stream' in response) response.stream.on('error', () => undefined).destroy();
  else response.body?.cancel().catch(() => undefined);
}

/** The response as `fetch` would return it, for a reader in this process. */
export function toResponse(response: RouteResponse): Response {
  if (!('stream' in response)) return response;
  const { status, headers, stream } = response;
  return new Response(Readable.toWeb(stream), { status, headers });
}
