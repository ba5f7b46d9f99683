import type { MediaContext } from '../../context.ts';
import { processUpload } from '../../events.ts';
import type { MediaStore } from '../../repository/index.ts';
import type { FileDraft } from '../../repository/uploads.ts';
import { limitOf } from '../media-limits.ts';

/** A file of an older system, whose bytes are in a folder of this machine. */
export interface ImportedFile extends Omit<FileDraft, 'kind'> {
  /** SHA-256 of the bytes, in hexadecimal. */
  readonly checksum: string;
}

/** What taking a file needs of a store that is bound to a transaction. */
export type TakingStore = Pick<
  MediaStore,
  'lockQuota' | 'usedBytes' | 'hasMediaCategory' | 'addUpload' | 'addPart' | 'completeUpload' | 'enqueueWork'
>;

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The upload by which a file comes: the same each time it is imported. */
const importUploadOf = (fileId: string): string => fileId.replace(/^fil_/, 'upl_');

/** Where the bytes wait until they are processed. */
export const importKeyOf = (fileId: string): string => `uploads/${importUploadOf(fileId)}/import`;

/** Why media would not take the file from its owner; null when it would. */
export function objectionToFile({ purpose, contentType, byteSize }: ImportedFile): string | null {
  const limit = limitOf(purpose, contentType);
  if (limit === null) return 'Files of this type cannot be uploaded here.';
  if (byteSize === 0) return 'An empty file cannot be uploaded.';
  return byteSize > limit.byteSize
    ? `The file is too large: at most ${limit.byteSize / 1_000_000} MB are allowed.`
    : null;
}

/**
 * Adds a file whose bytes are stored under `importKeyOf`, as an upload that is complete, and has it processed like any other.
 * Null when it is added, else why it is not.
 */
export async function takeFile(
  store: TakingStore,
  { quotaBytes }: MediaContext['limits'],
  { checksum, ...file }: ImportedFile,
  now: Date,
): Promise<string | null> {
  const limit = limitOf(file.purpose, file.contentType);
  if (limit === null) return 'Files of this type cannot be uploaded here.';
  if (file.categoryId !== null && !(await store.hasMediaCategory(file.categoryId)))
    return 'This category does not exist.';
  await store.lockQuota(file.ownerId);
  if ((await store.usedBytes(file.ownerId)) + file.byteSize > quotaBytes)
    return 'The files of this person would take up more space than people have.';
  const uploadId = importUploadOf(file.id);
  const expiresAt = new Date(now.getTime() + DAY_MS);
  await store.addUpload({ ...file, kind: limit.kind }, { id: uploadId, checksum, expiresAt });
  const part = { uploadId, startOffset: 0, byteSize: file.byteSize, storageKey: importKeyOf(file.id) };
  if ((await store.addPart(part, now, expiresAt)) === null) throw new Error(`The bytes of ${file.id} were not added.`);
  await store.completeUpload(uploadId, checksum, now);
  await store.enqueueWork(processUpload, [{ payload: { fileId: file.id, revision: 0 }, key: file.id }], now);
  return null;
}
