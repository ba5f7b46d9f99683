import type { RefusalOf } from '../../../runtime/operations/result.ts';
import { viewerOf } from '../../../runtime/operations/viewer.ts';
import type { MediaContext } from '../context.ts';
import type { MediaFile } from '../repository/index.ts';
import { completeUpload } from './complete-upload.ts';
import { createUpload } from './create-upload.ts';
import { endUpload } from './end-upload.ts';
import { withoutParameters } from './file-input.ts';
import { limitOf } from './media-limits.ts';
import { receiveBytes } from './receive-bytes.ts';
import type { FormFile, FormUpload } from './ways-in.ts';

/** A refusal, or why nothing was uploaded. */
type FormRefusal = RefusalOf<string> | { readonly __typename: 'FileMissing' | 'FileTooLong' };

const DEFAULT_BUCKET = 'chat-bucket';

/**
 * Uploads the one file of a form, whose size is known only at its end: until then as much is reserved as the form has bytes.
 * Fields that follow the file are ignored.
 */
export async function uploadForm(context: MediaContext, form: FormUpload): Promise<MediaFile | FormRefusal> {
  viewerOf(context.caller);
  let outcome: string | FormRefusal = { __typename: 'FileMissing' };
  await form.read(async (file) => {
    outcome = await receiveFile(context, form, file);
  });
  if (typeof outcome !== 'string') return outcome;
  return await finish(context, outcome);
}

/** Returns the id of the upload, whose bytes have all arrived. */
async function receiveFile(context: MediaContext, form: FormUpload, file: FormFile): Promise<string | FormRefusal> {
  const contentType = withoutParameters(file.contentType);
  const limit = limitOf('ATTACHMENT', contentType)?.byteSize ?? 1;
  const byteSize = Math.max(1, Math.min(form.contentLength ?? limit, limit));
  const input = { fileName: file.fileName, contentType, byteSize, purpose: 'ATTACHMENT', ...declared(form.fields) };
  const created = await createUpload(context, input);
  if (!created.ok) return created.refusal;
  const { uploadId } = created.value;
  const upload = uploadId === null ? null : await context.repository.findUpload(uploadId);
  if (upload === null) throw new Error('An upload that has just begun does not exist.');
  try {
    const received = await receiveBytes(context, upload, 0, file.body);
    if (typeof received === 'object' && received.receivedBytes > 0) {
      await context.repository.settleSize(upload.id, received.receivedBytes);
      return upload.id;
    }
    await endUpload(context, upload.id, 'ABORTED');
    return { __typename: received === 'TOO_LONG' ? 'FileTooLong' : 'FileMissing' };
  } catch (error) {
    await endUpload(context, upload.id, 'ABORTED');
    throw error;
  }
}

async function finish(context: MediaContext, uploadId: string): Promise<MediaFile | FormRefusal> {
  context.uploads.clear(uploadId);
  const completed = await completeUpload(context, { uploadId });
  if (!completed.ok) return completed.refusal;
  const file = await context.files.load({ id: completed.value, access: '' });
  if (file === null) throw new Error('A file that was just uploaded does not exist.');
  return file;
}

/** Bucket and tags, as the form names them. */
const declared = (fields: ReadonlyMap<string, string>) => ({
  bucket: fields.get('bucket_name') ?? DEFAULT_BUCKET,
  tags: (fields.get('file_tags') ?? '')
    .split(',')
    .map((tag) => tag.trim())
    .filter((tag) => tag !== ''),
});
