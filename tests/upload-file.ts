import type { Person } from './client.ts';
import { queryOnce } from './engines.ts';
import type { RunningSystem } from './running-system.ts';

/** What a test uploads. */
export interface UploadedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly purpose: string;
  readonly visibility?: 'PRIVATE' | 'PUBLIC';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** The same path and query at the gateway: addresses have its public URL, and tests its port. */
export const atGateway = ({ url }: Pick<RunningSystem, 'url'>, address: string): URL => {
  const { pathname, search } = new URL(address, url);
  return new URL(`${pathname}${search}`, url);
};

/** Uploads a file as a client does, through the gateway. Resolves to its id; a worker process has yet to make it ready. */
export async function sendFile(
  system: Pick<RunningSystem, 'url'>,
  person: Person,
  { bytes, ...file }: UploadedFile,
): Promise<string> {
  const { upload } = await person.do('createUpload', { ...file, byteSize: bytes.byteLength }, 'upload { id url }');
  const headers = { 'content-type': file.contentType };
  const { status } = await fetch(atGateway(system, upload.url), { method: 'PUT', headers, body: bytes });
  if (status !== 204) throw new Error(`The upload was answered with ${status}.`);
  const { file: completed } = await person.do('completeUpload', { uploadId: upload.id }, 'file { id }');
  return completed.id;
}

/** Uploads a file where no worker process runs: the database makes it ready, with the bytes as they came. */
export async function uploadFile(
  system: Pick<RunningSystem, 'url' | 'ownerUrl'>,
  person: Person,
  file: UploadedFile,
): Promise<string> {
  const id = await sendFile(system, person, file);
  const makeReady = `
    UPDATE media.media_file m SET state = 'READY', decision = 'APPROVED', storage_key = p.storage_key, revision = 1
    FROM media.media_upload u JOIN media.upload_part p ON p.upload_id = u.id WHERE u.file_id = m.id AND m.id = $1`;
  await queryOnce(system.ownerUrl, makeReady, [id]);
  return id;
}
