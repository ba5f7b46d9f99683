import type { Route } from '../../../runtime/executor/route.ts';
import type { MediaContext } from '../context.ts';
import { type PutOutcome, putUpload } from '../operations/put-upload.ts';
import { respondToStorage, UPLOAD_BYTES } from './storage-response.ts';

const STATUS = { ENDED: 410, OTHER_TYPE: 415, BAD_RANGE: 422, TOO_LONG: 413, TOO_MANY_PARTS: 429 } as const;
const CONFLICT = 409;

/** Bytes of an upload by its signed address, whole or in parts. `Upload-Offset` of the response says what has arrived. */
export const putUploadRoute: Route<MediaContext> = {
  method: 'PUT',
  path: '/media/upload/:id',
  maxBodyBytes: UPLOAD_BYTES,
  cors: { exposedHeaders: ['upload-offset'] },
  handle: ({ params, url, headers, body }, context) =>
    respondToStorage(async () => {
      const length = headers.get('content-length');
      const outcome = await putUpload(context, {
        uploadId: params['id'] ?? '',
        query: url.searchParams,
        contentType: headers.get('content-type'),
        contentLength: length === null ? null : Number(length),
        range: headers.get('content-range'),
        body: body ?? new Blob([]).stream(),
      });
      return responseOf(outcome);
    }),
};

function responseOf(outcome: PutOutcome): Response {
  if (typeof outcome === 'number') return refuse(outcome);
  if (typeof outcome === 'string') return refuse(STATUS[outcome]);
  if ('expectedOffset' in outcome) return refuse(CONFLICT, outcome.expectedOffset);
  return new Response(null, { status: 204, headers: { 'upload-offset': String(outcome.receivedBytes) } });
}

const refuse = (status: number, offset?: number): Response =>
  new Response(null, { status, headers: offset === undefined ? {} : { 'upload-offset': String(offset) } });
