import { z } from 'zod';
import { fileUseItem, updateFileUses } from '../../../../runtime/attachments/file-uses.ts';
import { type InvalidInput, type NotFound, notFound, parseInput } from '../../../../runtime/operations/parse-input.ts';
import { done, type RefusalOf, type Result, refuse } from '../../../../runtime/operations/result.ts';
import { viewerOf } from '../../../../runtime/operations/viewer.ts';
import { notifyWork } from '../../../../runtime/work/enqueue-work.ts';
import type { StreamingContext } from '../../context.ts';
import { recordingDeleted } from '../../events.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { StreamRecording } from '../../repository/recordings.ts';

const INPUT = z.object({ recordingId: z.string() });

type InvalidState = RefusalOf<'InvalidState'> & { readonly from: string; readonly allowed: string[] };

type Refusal = InvalidInput | NotFound | InvalidState;

type Store = Pick<
  StreamingStore,
  'lockRecording' | 'publishRecording' | 'markRecordingDeleted' | 'enqueueWork' | 'announce'
>;

interface Needs extends Pick<StreamingContext, 'caller' | 'now'> {
  readonly repository: { transaction<T>(work: (store: Store) => Promise<T>): Promise<T> };
  readonly signals: Pick<StreamingContext['signals'], 'notify'>;
}

/** Lets all who may watch a stream of the viewer's own watch its recording. Publishing it again changes nothing. */
export const publishRecording = (needs: Needs, raw: unknown): Promise<Result<StreamRecording, Refusal>> =>
  ofHost(needs, raw, async (store, recording) => {
    if (recording.state !== 'READY') return notInState(recording, ['READY']);
    const publishedAt = recording.publishedAt ?? needs.now();
    await store.publishRecording(recording.id, publishedAt);
    return done({ ...recording, publishedAt });
  });

/** Deletes a recording of the viewer's own for good; media drops the file. Deleting it again changes nothing. */
export async function deleteRecording(needs: Needs, raw: unknown): Promise<Result<StreamRecording, Refusal>> {
  const deleted = await ofHost(needs, raw, async (store, recording, hostId) => {
    if (recording.state === 'RECORDING') return notInState(recording, ['PROCESSING', 'READY', 'FAILED']);
    const gone = { ...recording, state: 'DELETED', mediaFileId: null, publishedAt: null } as const;
    if (recording.state === 'DELETED') return done(gone);
    const { id: recordingId, streamId, mediaFileId } = recording;
    const at = needs.now();
    await store.markRecordingDeleted(recordingId);
    await store.announce(recordingDeleted, { recordingId, streamId, mediaFileId, at: at.toISOString() }, at);
    const use = { subjectId: recordingId, ownerId: hostId, grantId: recordingId, isShown: false };
    if (mediaFileId !== null)
      await store.enqueueWork(updateFileUses, [fileUseItem({ ...use, fileIds: [mediaFileId] })], at);
    return done(gone);
  });
  if (deleted.ok) await notifyWork(needs.signals, 'streaming');
  return deleted;
}

async function ofHost(
  { caller, repository }: Needs,
  raw: unknown,
  decide: (store: Store, recording: StreamRecording, hostId: string) => Promise<Result<StreamRecording, InvalidState>>,
): Promise<Result<StreamRecording, Refusal>> {
  const hostId = viewerOf(caller);
  const parsed = parseInput(INPUT, raw);
  if (!parsed.ok) return parsed;
  return repository.transaction(async (store): Promise<Result<StreamRecording, Refusal>> => {
    const recording = await store.lockRecording(parsed.value.recordingId, hostId);
    if (recording === null) return notFound('There is no such recording of yours.', 'recordingId');
    return decide(store, recording, hostId);
  });
}

const notInState = ({ state }: StreamRecording, allowed: string[]) =>
  refuse<InvalidState>({
    __typename: 'InvalidState',
    message: state === 'RECORDING' ? 'End the stream first.' : 'The recording cannot be watched yet.',
    path: ['input', 'recordingId'],
    from: state,
    allowed,
  });
