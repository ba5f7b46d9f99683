import type { Person } from './client.ts';
import { eventually } from './eventually.ts';

/** What a test uploads. */
interface UploadedFile {
  readonly fileName: string;
  readonly contentType: string;
  readonly purpose: string;
  readonly visibility?: 'PRIVATE' | 'PUBLIC';
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/** Uploads a file as a client does, through the gateway at `url`. Resolves to its id once it is ready. */
export async function uploadFile(url: string, person: Person, { bytes, ...file }: UploadedFile): Promise<string> {
  const { upload } = await person.do('createUpload', { ...file, byteSize: bytes.byteLength }, 'upload { id url }');
  const { pathname, search } = new URL(upload.url);
  const headers = { 'content-type': file.contentType };
  const { status } = await fetch(new URL(`${pathname}${search}`, url), { method: 'PUT', headers, body: bytes });
  if (status !== 204) throw new Error(`The upload was answered with ${status}.`);
  const { file: completed } = await person.do('completeUpload', { uploadId: upload.id }, 'file { id }');
  const stateOf = async () =>
    (await person.ask('query ($id: ID!) { mediaFile(id: $id) { state } }', completed)).mediaFile.state;
  await eventually(async () => (await stateOf()) === 'READY', 'the file to be ready');
  return completed.id;
}
