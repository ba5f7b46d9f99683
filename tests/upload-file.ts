import type { Person } from './client.ts';
import { queryOnce } from './engines.ts';
import type { RunningSystem } from './running-system.ts';

/** What a test uploads. */
interface UploadedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly purpose: string;
  readonly visibility?: 'PRIVATE' | 'PUBLIC';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Uploads a file as a client does, through the gateway, and resolves to its id. No worker process runs there: the database
 * makes the file ready, with the bytes as they came.
 */
export async function uploadFile(
  { url, ownerUrl }: Pick<RunningSystem, 'url' | 'ownerUrl'>,
  person: Person,
  { bytes, ...file }: UploadedFile,
): Promise<string> {
  const { upload } = await person.do('createUpload', { ...file, byteSize: bytes.byteLength }, 'upload { id url }');
  const { pathname, search } = new URL(upload.url);
  const headers = { 'content-type': file.contentType };
  const { status } = await fetch(new URL(`${pathname}${search}`, url), { method: 'PUT', headers, body: bytes });
  if (status !== 204) throw new Error(`The upload was answered with ${status}.`);
  const { file: completed } = await person.do('completeUpload', { uploadId: upload.id }, 'file { id }');
  const makeReady = `
    UPDATE media.media_file m SET state = 'READY', decision = 'APPROVED', storage_key = p.storage_key, revision = 1
    FROM media.media_upload u JOIN media.upload_part p ON p.upload_id = u.id WHERE u.file_id = m.id AND m.id = $1`;
  await queryOnce(ownerUrl, makeReady, [completed.id]);
  return completed.id;
}
