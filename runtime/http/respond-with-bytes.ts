import { Readable } from 'node:stream';
import type { RouteRequest } from '../executor/route.ts';
import type { FileSlice, RouteResponse } from '../executor/route-response.ts';
import { type ByteRange, parseByteRange } from './byte-range.ts';
import { isNotModified, mayUseRange, type Validators } from './conditional-request.ts';

/** A content that can be read from any byte on: a file, an object of a store. */
export interface ByteSource extends Validators {
  readonly byteSize: number;
  /** Reads these bytes, no others, as fast as they are asked for, or says in which file they are; null when they are gone. */
  read(range: ByteRange): Promise<Readable | FileSlice | null>;
}

/** Says of the content, and not of a response without it. */
const OF_CONTENT = /^content-(?!location$|security-policy)/i;

/**
 * The response of a GET or HEAD route that serves bytes: 304 where the client has them, 206 or 416 for a range, else 200.
 * `headers` are those of the whole: content type, caching, disposition. Nothing is read for 304, 416 and HEAD.
 * Null when the bytes are gone.
 */
export async function respondWithBytes(
  request: Pick<RouteRequest, 'method' | 'headers'>,
  source: ByteSource,
  headers: Readonly<Record<string, string>>,
): Promise<RouteResponse | null> {
  const { byteSize, etag, lastModified } = source;
  const common = new Headers(headers);
  common.set('accept-ranges', 'bytes');
  if (etag !== null) common.set('etag', etag);
  if (lastModified !== null) common.set('last-modified', lastModified.toUTCString());
  if (isNotModified(request, source)) return new Response(null, { status: 304, headers: withoutContent(common) });

  // Ranges are defined for GET alone (RFC 9110, section 14.2).
  const isRanged = request.method === 'GET' && mayUseRange(request, source);
  const range = isRanged ? parseByteRange(request.headers.get('range'), byteSize) : null;
  if (range === 'unsatisfiable') {
    const refused = withoutContent(common);
    refused.set('content-range', `bytes */${byteSize}`);
    return new Response(null, { status: 416, headers: refused });
  }
  const { first, last } = range ?? { first: 0, last: byteSize - 1 };
  common.set('content-length', String(last - first + 1));
  if (range !== null) common.set('content-range', `bytes ${first}-${last}/${byteSize}`);
  const status = range === null ? 200 : 206;
  if (request.method === 'HEAD' || byteSize === 0) return new Response(null, { status, headers: common });
  const bytes = await source.read({ first, last });
  if (bytes === null) return null;
  const whole = { status, headers: common };
  return bytes instanceof Readable ? { ...whole, stream: bytes } : { ...whole, file: bytes };
}

function withoutContent(headers: Headers): Headers {
  const others = [...headers].filter(([name]) => !OF_CONTENT.test(name));
  return new Headers(others);
}
