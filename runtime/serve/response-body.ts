import { createReadStream } from 'node:fs';
import { Readable } from 'node:stream';
import type { ReadableStream as NodeReadableStream } from 'node:stream/web';
import type { FileResponse, FileSlice, RouteResponse } from '../executor/route-response.ts';

/** The body that is sent for a response; null when there is none, as for every request by HEAD. */
export function bodyOf(response: Exclude<RouteResponse, FileResponse>, method: string | undefined): Readable | null {
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
  else if (response instanceof Response) response.body?.cancel().catch(() => undefined);
}

/** The response as `fetch` would return it, for a reader in this process. */
export function toResponse(response: RouteResponse): Response {
  if (response instanceof Response) return response;
  const { status, headers } = response;
  return new Response(Readable.toWeb('stream' in response ? response.stream : streamOf(response.file)), {
    status,
    headers,
  });
}

const streamOf = ({ path, start, end }: FileSlice): Readable => createReadStream(path, { start, end: end - 1 });
