import { z } from 'zod';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../runtime/work/enqueue-work.ts';
import type { MediaContext } from '../context.ts';
import { processUpload } from '../events.ts';
import type { MediaUpload } from '../repository/index.ts';
import { anyId, fileInput } from './file-input.ts';
import { readParts } from './read-parts.ts';

const INPUT = z.object({ uploadId: anyId, checksum: fileInput.checksum.nullish() });

interface Needs extends Pick<MediaContext, 'caller' | 'now' | 'signals' | 'storage' | 'hashOf'> {
  readonly uploads: Pick<MediaContext['uploads'], 'load' | 'clear'>;
  readonly repository: Pick<MediaContext['repository'], 'partsOfFile' | 'transaction'>;
}

type Refusal =
  | InvalidInput
  | NotFound
  | (RefusalOf<'UploadIncomplete'> & { readonly receivedBytes: number })
  | RefusalOf<'ChecksumMismatch'>
  | (RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: readonly string[] });

/** Ends an upload of the viewer whose bytes have all arrived, and has its file processed. Returns the id of the file. */
export async function completeUpload(needs: Needs, input: unknown): Promise<Result<string, Refusal>> {
  viewerOf(needs.caller);
  const parsed = parseInput(INPUT, input);
  if (!parsed.ok) return parsed;
  const upload = await needs.uploads.load(parsed.value.uploadId);
  if (upload === null) return notFound('This upload does not exist.', 'uploadId');
  const ended = outcomeOf(upload);
  if (ended !== null) return ended;
  if (upload.receivedBytes < upload.byteSize) return incomplete(upload);

  const parts = await needs.repository.partsOfFile(upload.fileId);
  const checksum = await needs.hashOf(readParts(needs, parts));
  const expected = [upload.checksum, parsed.value.checksum ?? null];
  if (expected.some((one) => one !== null && one !== checksum)) return mismatch;

  const isCompleted = await needs.repository.transaction(async (store) => {
    if (!(await store.completeUpload(upload.id, checksum, needs.now()))) return false;
    const payload = { fileId: upload.fileId, revision: 0 };
    await store.enqueueWork(processUpload, [{ payload, key: upload.fileId }], needs.now());
    return true;
  });
  needs.uploads.clear(upload.id);
  if (isCompleted) {
    await notifyWork(needs.signals, 'media');
    return done(upload.fileId);
  }
  // It has ended since it was read, or lost parts.
  const current = await needs.uploads.load(upload.id);
  if (current === null) return notFound('This upload does not exist.', 'uploadId');
  return outcomeOf(current) ?? incomplete(current);
}

/** What it is to complete an upload that is no longer open; null when it is. */
function outcomeOf({ state, fileId }: MediaUpload): Result<string, Refusal> | null {
  if (state === 'OPEN') return null;
  if (state === 'COMPLETED') return done(fileId);
  return refuse({
    __typename: 'InvalidState',
    message: 'This upload has ended. Begin a new one.',
    path: ['input', 'uploadId'],
    from: state,
    allowed: ['OPEN'],
  });
}

const incomplete = ({ receivedBytes, byteSize }: MediaUpload) =>
  refuse({
    __typename: 'UploadIncomplete',
    message: `${byteSize - receivedBytes} bytes are missing.`,
    path: ['input', 'uploadId'],
    receivedBytes,
  });

const mismatch = refuse({
  __typename: 'ChecksumMismatch',
  message: 'The bytes that have arrived are not those of the file. Upload it again.',
  path: ['input', 'checksum'],
});
