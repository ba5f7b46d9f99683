import type { Route, RouteRequest } from '../../../runtime/executor/route.ts';
import type { FileSlice, RouteResponse, StreamResponse } from '../../../runtime/executor/route-response.ts';
import { entityTag } from '../../../runtime/http/conditional-request.ts';
import { respondWithBytes } from '../../../runtime/http/respond-with-bytes.ts';
import type { MediaContext } from '../context.ts';
import { type FoundBytes, findBytes } from '../operations/find-bytes.ts';

/**
 * How long a cache may keep bytes without asking again. With the time that an event takes, a right that has ended is gone from
 * caches within a minute.
 */
const MAX_AGE_SECONDS = 45;

/** What browsers show without running anything of it. */
const SAFE = /^(?:image\/(?:jpeg|png|webp|avif|gif)|video\/(?:mp4|webm)|audio\/[\w.+-]+)$/;

async function download(request: RouteRequest, context: MediaContext): Promise<RouteResponse> {
  const { params, url } = request;
  const found = await findBytes(context, params['id'] ?? '', params['variant'] ?? null, url.searchParams);
  if (typeof found === 'number') return refuse(found);
  const source = {
    byteSize: found.byteSize,
    // The bytes of a key never change.
    etag: entityTag(found.file.id, found.file.revision, params['variant'] ?? ''),
    lastModified: null,
    read: ({ first, last }: { first: number; last: number }) =>
      findContent(context, found, { start: first, end: last + 1 }, request.signal),
  };
  return (await respondWithBytes(request, source, headersOf(found))) ?? refuse(404);
}

/** Null when they have been deleted since the row was read. @throws when the stored size is not that of the row. */
async function findContent(
  { storage }: Pick<MediaContext, 'storage'>,
  { storageKey, byteSize }: FoundBytes,
  range: { readonly start: number; readonly end: number },
  signal: AbortSignal,
): Promise<StreamResponse['stream'] | FileSlice | null> {
  const { fileOf } = storage;
  if (fileOf !== null) {
    const info = await storage.info(storageKey);
    if (info !== null && info.byteSize !== byteSize) throw wrongSize(storageKey, info.byteSize, byteSize);
    return info && { path: fileOf(storageKey), ...range };
  }
  const stored = await storage.read(storageKey, range, signal);
  if (stored === null) return null;
  if (stored.byteSize === byteSize) return stored.body;
  stored.body.destroy();
  throw wrongSize(storageKey, stored.byteSize, byteSize);
}

const wrongSize = (key: string, byteSize: number, expected: number): Error =>
  new Error(`${key} has ${byteSize} bytes, and not ${expected}.`);

function headersOf({ file, contentType, isPublic }: FoundBytes): Record<string, string> {
  const disposition = SAFE.test(contentType) ? 'inline' : 'attachment';
  return {
    'content-type': contentType,
    'content-disposition': `${disposition}; filename*=UTF-8''${encodeFileName(file.fileName)}`,
    'cache-control': `${isPublic ? 'public' : 'private'}, max-age=${MAX_AGE_SECONDS}, must-revalidate`,
    'x-content-type-options': 'nosniff',
    'content-security-policy': "sandbox; default-src 'none'; style-src 'unsafe-inline'; media-src 'self'",
    'cross-origin-resource-policy': 'cross-origin',
    'referrer-policy': 'no-referrer',
  };
}

/** As RFC 8187 has it: more is encoded than `encodeURIComponent` does. */
const encodeFileName = (name: string): string =>
  encodeURIComponent(name).replace(/['()*!]/g, (sign) => `%${sign.charCodeAt(0).toString(16).toUpperCase()}`);

/** Of a form that is being made. */
const RETRY_AFTER_SECONDS = 5;

const refuse = (status: number): Response =>
  new Response(null, {
    status,
    headers: {
      ...(status === 503 ? { 'retry-after': String(RETRY_AFTER_SECONDS) } : {}),
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
    },
  });

/** Bytes of files by signed addresses: the original, and a variant. */
export const downloads: readonly Route<MediaContext>[] = ['/media/:id', '/media/:id/:variant'].map((path) => ({
  method: 'GET',
  path,
  cors: { exposedHeaders: ['content-range', 'content-disposition', 'etag'] },
  handle: download,
}));
