import { z } from 'zod';
import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import type { AfterCommit } from '../../../../runtime/events/reaction.ts';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { type RecordingToMake, recordingDeleted } from '../../events.ts';
import type { RecordingFile } from '../../provider/recorded-parts.ts';
import type { StreamingStore } from '../../repository/index.ts';

/** The recording as it has been stored with media. */
export interface MadeRecording {
  readonly fileId: string;
  readonly durationSeconds: number;
  readonly removeParts: () => Promise<void>;
}

interface Needs {
  readonly ask: CallDomain;
  /** Null: the server has recorded nothing of that stream. */
  readonly makeFile: (streamId: string, signal: AbortSignal) => Promise<RecordingFile | null>;
}

interface Attempt {
  /** The same at every attempt. */
  readonly key: string;
  readonly signal: AbortSignal;
  /** After this attempt there is no other. */
  readonly isLast: boolean;
}

const CREATE = `mutation CreateRecordingUpload($input: CreateUploadInput!) { createUpload(input: $input) {
  upload { id url state headers { name value } file { id } } errors { __typename } } }`;
const CREATED = z.object({
  createUpload: z.object({
    upload: z
      .object({
        id: z.string(),
        url: z.string().nullable(),
        state: z.string(),
        headers: z.array(z.object({ name: z.string(), value: z.string() })),
        file: z.object({ id: z.string() }).nullable(),
      })
      .nullable(),
    errors: z.array(z.object({ __typename: z.string() })),
  }),
});
const COMPLETE = `mutation CompleteRecordingUpload($input: CompleteUploadInput!) { completeUpload(input: $input) {
  errors { __typename } } }`;
const COMPLETED = z.object({ completeUpload: z.object({ errors: z.array(z.object({ __typename: z.string() })) }) });

/** As media takes a call that stores an upload. */
const WITHIN_MS = 2_000;

/**
 * Makes one file of what the server has recorded of a stream, and stores it with media as a file of the host. Null when there is
 * nothing to store: nothing was recorded, or media refuses it for good, such as when the host has no space left.
 */
export async function makeRecording(
  { ask, makeFile }: Needs,
  { streamId, hostId, title }: RecordingToMake,
  { key, signal, isLast }: Attempt,
): Promise<MadeRecording | null> {
  let file: RecordingFile | null = null;
  try {
    file = await makeFile(streamId, signal);
    if (file === null) return null;
    const caller = { ...ANONYMOUS, viewerId: hostId };
    const options = { isRepeatable: true, withinMs: WITHIN_MS };
    const input = {
      ...{ fileName: `${fileNameOf(title)}.mp4`, contentType: 'video/mp4', byteSize: file.byteSize },
      ...{
        purpose: 'STREAM',
        visibility: 'PRIVATE',
        bucket: 'recordings',
        idempotencyKey: `recording-${key}-${file.byteSize}`,
      },
    };
    const { createUpload } = CREATED.parse(await ask('media', CREATE, { input }, caller, options));
    const { upload } = createUpload;
    if (upload === null || upload.file === null) return null;
    if (upload.state === 'OPEN') {
      if (upload.url === null)
        throw new Error('Media does not say where it takes the recording: PUBLIC_URL is not set.');
      await file.upload(upload.url, Object.fromEntries(upload.headers.map(({ name, value }) => [name, value])), signal);
      const completed = COMPLETED.parse(
        await ask('media', COMPLETE, { input: { uploadId: upload.id } }, caller, options),
      );
      const [error] = completed.completeUpload.errors;
      if (error !== undefined) throw new Error(`Media refuses the recording: ${error.__typename}.`);
    }
    const { removeParts } = file;
    return { fileId: upload.file.id, durationSeconds: Math.round(file.durationSeconds), removeParts };
  } catch (error) {
    if (isLast) return null;
    throw error;
  } finally {
    await file?.discard();
  }
}

/**
 * Stores what has become of a recording; the server's parts of it are removed after the commit. The file of one that its host has
 * deleted in the meantime is deleted by media.
 */
export async function storeRecording(
  store: Pick<StreamingStore, 'completeRecording' | 'failRecording' | 'enqueueWork' | 'announce'>,
  { recordingId, streamId, hostId }: RecordingToMake,
  made: MadeRecording | null,
  at: Date,
): Promise<AfterCommit> {
  if (made === null) {
    await store.failRecording(recordingId);
    return;
  }
  const { fileId, durationSeconds, removeParts } = made;
  const isStored = await store.completeRecording(recordingId, fileId, durationSeconds);
  if (!isStored) {
    const deleted = { recordingId, streamId, mediaFileId: fileId, at: at.toISOString() };
    await store.announce(recordingDeleted, deleted, at);
    return removeParts;
  }
  const use = { subjectId: recordingId, ownerId: hostId, grantId: recordingId, fileIds: [fileId], isShown: true };
  await store.enqueueWork(updateFileUses, [fileUseItem(use)], at);
  return removeParts;
}

/** Letters, digits, spaces and hyphens of a title, at most 80. */
const fileNameOf = (title: string): string =>
  title
    .replaceAll(/[^\p{L}\p{N} -]/gu, ' ')
    .replaceAll(/ +/g, ' ')
    .trim()
    .slice(0, 80) || 'Stream';
