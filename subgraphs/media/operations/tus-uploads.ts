import type { MediaContext } from '../context.ts';
import { createUpload } from './create-upload.ts';
import { endUpload } from './end-upload.ts';
import { findWritableUpload } from './find-writable-upload.ts';
import { receiveBytes } from './receive-bytes.ts';
import type { TusUploads } from './ways-in.ts';

/** Why an upload does not begin, as the status of the response. */
const STATUS: Readonly<Record<string, number>> = {
  FileTooLarge: 413,
  TypeNotAllowed: 415,
  QuotaExceeded: 507,
  TooManyAttempts: 429,
};
const UNPROCESSABLE = 422;
const GONE = 410;
const RECEIVED = { CONFLICT: 409, TOO_LONG: 413, TOO_MANY_PARTS: 429 } as const;

/** The status of the response to a refusal of a way in that has no payload. */
export const statusOf = (typename: string): number => STATUS[typename] ?? UNPROCESSABLE;

/** Uploads as one request of the tus protocol may reach them. */
export function tusUploads(context: MediaContext, query: URLSearchParams): TusUploads {
  const find = (uploadId: string) => findWritableUpload(context, uploadId, query);
  return {
    find,
    async begin(byteSize, { filename, filetype, purpose, bucket, checksum }) {
      const input = {
        fileName: filename ?? 'file',
        contentType: filetype ?? 'application/octet-stream',
        purpose: purpose ?? 'ATTACHMENT',
        ...{ byteSize, bucket: bucket ?? null },
      };
      const created = await createUpload(context, checksum == null ? input : { ...input, checksum });
      if (!created.ok) return statusOf(created.refusal.__typename);
      // A file that the person has already needs no upload, which the protocol cannot say.
      return created.value.uploadId ?? UNPROCESSABLE;
    },
    async receive(uploadId, offset, body) {
      const upload = await find(uploadId);
      if (typeof upload === 'number') return { status: upload };
      if (upload.state !== 'OPEN') return { status: GONE };
      const received = await receiveBytes(context, upload, offset, body);
      return typeof received === 'string' ? { status: RECEIVED[received] } : received.receivedBytes;
    },
    abort: (uploadId) => endUpload(context, uploadId, 'ABORTED'),
    urlOf: (upload) => context.uploadUrls.tusUrlOf(upload) ?? `/media/tus/${upload.id}`,
  };
}
