import type { MediaContext } from '../context.ts';
import type { MediaUpload } from '../repository/index.ts';
import { openByteReader } from './byte-reader.ts';
import { endUpload } from './end-upload.ts';
import { startOver } from './start-over.ts';

interface Needs extends Pick<MediaContext, 'now' | 'signals' | 'storage'> {
  readonly repository: Pick<MediaContext['repository'], 'addPart' | 'transaction'>;
}

/** What has come of bytes: how many the upload has now, or why it does not take them. */
export type Received =
  | { readonly receivedBytes: number }
  /** They do not follow what has arrived, or the upload has ended. */
  | 'CONFLICT'
  /** There are more of them than the upload was announced with: nothing of it is kept. */
  | 'TOO_LONG'
  /** It came in so many pieces that it has to begin anew. */
  | 'TOO_MANY_PARTS';

/** Most bytes of one part: each is stored whole or not at all. */
export const PART_BYTES = 8 * 1024 * 1024;

const MAX_PARTS = 1_000;
/** How long an upload stays open at least after bytes have arrived. */
const OPEN_MS = 60 * 60 * 1_000;
const OFFSET_DIGITS = 12;

/**
 * Stores bytes that follow the first `startOffset` of an upload, part by part: first the bytes, then the row that names them.
 * So whatever ends this process, every row has its bytes, and bytes without a row are swept. What arrived before the client
 * went away is kept.
 *
 * @throws what the body fails with, and what the storage fails with; when that is full the upload is given up, to make room.
 */
export async function receiveBytes(
  needs: Needs,
  upload: MediaUpload,
  startOffset: number,
  body: AsyncIterable<Uint8Array>,
): Promise<Received> {
  const { storage, repository, now } = needs;
  const reader = openByteReader(body);
  let receivedBytes = startOffset;
  let partCount = upload.partCount;
  while (await reader.hasMore()) {
    if (receivedBytes >= upload.byteSize) {
      await startOver(needs, upload.id);
      return 'TOO_LONG';
    }
    if (partCount >= MAX_PARTS) return 'TOO_MANY_PARTS';
    const storageKey = `uploads/${upload.id}/${String(receivedBytes).padStart(OFFSET_DIGITS, '0')}-${crypto.randomUUID()}`;
    const bytes = reader.take(Math.min(PART_BYTES, upload.byteSize - receivedBytes));
    const { byteSize } = await putOrGiveUp(needs, upload, storageKey, bytes);
    const part = { uploadId: upload.id, startOffset: receivedBytes, byteSize, storageKey };
    const received = await repository.addPart(part, now(), new Date(now().getTime() + OPEN_MS));
    if (received === null) {
      await storage.delete([storageKey]);
      return 'CONFLICT';
    }
    receivedBytes = received;
    partCount += 1;
  }
  if (reader.failure !== undefined) throw reader.failure;
  return { receivedBytes };
}

async function putOrGiveUp(
  needs: Needs,
  { id, contentType }: MediaUpload,
  storageKey: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly byteSize: number }> {
  try {
    return await needs.storage.put(storageKey, bytes, { contentType });
  } catch (error) {
    if (error instanceof Error && error.name === 'StorageFullError') await endUpload(needs, id, 'ABORTED');
    throw error;
  }
}
