import type { MediaContext } from '../context.ts';
import { withoutParameters } from './file-input.ts';
import { findWritableUpload, type UploadDenial } from './find-writable-upload.ts';
import { type Received, receiveBytes } from './receive-bytes.ts';
import { startOver } from './start-over.ts';

interface Needs extends Pick<MediaContext, 'caller' | 'now' | 'signals' | 'storage' | 'uploadUrls'> {
  readonly repository: Pick<MediaContext['repository'], 'findUpload' | 'addPart' | 'transaction'>;
}

/** A request that brings bytes of an upload. */
export interface PutRequest {
  readonly uploadId: string;
  readonly query: URLSearchParams;
  readonly contentType: string | null;
  /** Null when the client does not say how much it sends. */
  readonly contentLength: number | null;
  /** `Content-Range`; null: the whole file. */
  readonly range: string | null;
  readonly body: AsyncIterable<Uint8Array>;
}

/** What has come of a request. */
export type PutOutcome =
  | UploadDenial
  | Exclude<Received, 'CONFLICT'>
  /** The upload has ended. */
  | 'ENDED'
  | 'OTHER_TYPE'
  /** The range cannot be read, or is not one of this file. */
  | 'BAD_RANGE'
  /** The bytes do not follow those that have arrived. */
  | { readonly expectedOffset: number };

const RANGE = /^bytes (\d{1,10})-(\d{1,10})\/(\d{1,10}|\*)$/;

/** Takes a file, or the next part of it. Without a range what arrived before is replaced. */
export async function putUpload(needs: Needs, request: PutRequest): Promise<PutOutcome> {
  const { uploadId, contentType, contentLength, body } = request;
  const upload = await findWritableUpload(needs, uploadId, request.query);
  if (typeof upload === 'number') return upload;
  if (upload.state !== 'OPEN') return 'ENDED';
  if (contentType !== null && withoutParameters(contentType) !== upload.contentType) return 'OTHER_TYPE';
  const range = rangeOf(request, upload.byteSize);
  if (range === null) return 'BAD_RANGE';
  if ((contentLength ?? 0) > upload.byteSize - range.start) return 'TOO_LONG';
  if (request.range === null && upload.receivedBytes > 0) await startOver(needs, uploadId);
  else if (range.start !== upload.receivedBytes) return { expectedOffset: upload.receivedBytes };

  const received = await receiveBytes(needs, upload, range.start, body);
  if (received !== 'CONFLICT') return received;
  const current = await needs.repository.findUpload(uploadId);
  return current?.state === 'OPEN' ? { expectedOffset: current.receivedBytes } : 'ENDED';
}

/** Where the bytes of a request begin; null when it does not say so, or says what cannot be. */
function rangeOf({ range, contentLength }: PutRequest, byteSize: number): { readonly start: number } | null {
  if (range === null) return { start: 0 };
  const [, first, last, total] = RANGE.exec(range) ?? [];
  const [start, end] = [Number(first), Number(last) + 1];
  if (first === undefined || end <= start || end > byteSize) return null;
  if (total !== '*' && Number(total) !== byteSize) return null;
  return contentLength === null || contentLength === end - start ? { start } : null;
}
