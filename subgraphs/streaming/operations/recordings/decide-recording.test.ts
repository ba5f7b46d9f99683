import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../../runtime/executor/caller.ts';
import { AT } from '../../../../tests/example-stream.ts';
import type { StreamingContext } from '../../context.ts';
import type { StreamingStore } from '../../repository/index.ts';
import type { StreamRecording } from '../../repository/recordings.ts';
import { deleteRecording, publishRecording } from './decide-recording.ts';

const INPUT = { recordingId: 'rec_1' };
const READY: StreamRecording = {
  ...{ id: 'rec_1', streamId: 'str_1', hostId: 'usr_ada', state: 'READY', durationSeconds: 60 },
  ...{ mediaFileId: 'fil_1', createdAt: AT, publishedAt: null },
};

function worldOf(recording: StreamRecording | null) {
  const store = {
    lockRecording: async () => recording,
    publishRecording: jest.fn<StreamingStore['publishRecording']>(async () => undefined),
    markRecordingDeleted: jest.fn<StreamingStore['markRecordingDeleted']>(async () => undefined),
    enqueueWork: jest.fn<StreamingStore['enqueueWork']>(async () => undefined),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  const context = {
    caller: { ...ANONYMOUS, viewerId: 'usr_ada' },
    now: () => AT,
    repository: { transaction: <T>(work: (inner: typeof store) => Promise<T>) => work(store) },
    signals: { notify: jest.fn<StreamingContext['signals']['notify']>(async () => undefined) },
  };
  return { context, store };
}

test('a recording is published once, and keeps the instant', async () => {
  expect(await publishRecording(worldOf(READY).context, INPUT)).toMatchObject({ value: { publishedAt: AT } });
  const before = new Date(0);
  expect(await publishRecording(worldOf({ ...READY, publishedAt: before }).context, INPUT)).toMatchObject({
    value: { publishedAt: before },
  });
});

test('a recording that is deleted lets its file go, once', async () => {
  const { context, store } = worldOf(READY);
  expect(await deleteRecording(context, INPUT)).toMatchObject({ value: { state: 'DELETED', mediaFileId: null } });
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'streaming.recording-deleted' }),
    expect.objectContaining({ recordingId: 'rec_1', mediaFileId: 'fil_1' }),
    AT,
  );
  expect(store.enqueueWork).toHaveBeenCalledTimes(1);
  const again = worldOf({ ...READY, state: 'DELETED', mediaFileId: null });
  expect(await deleteRecording(again.context, INPUT)).toMatchObject({ ok: true });
  expect(again.store.announce).not.toHaveBeenCalled();
});

test.each([
  ['publishing none of the viewer', publishRecording, null, 'NotFound'],
  ['publishing one that is not ready', publishRecording, { ...READY, state: 'PROCESSING' }, 'InvalidState'],
  ['deleting none of the viewer', deleteRecording, null, 'NotFound'],
  ['deleting one of a stream on air', deleteRecording, { ...READY, state: 'RECORDING' }, 'InvalidState'],
] as const)('%s is refused', async (_, decide, recording, __typename) => {
  const { context, store } = worldOf(recording);
  expect(await decide(context, INPUT)).toMatchObject({ refusal: { __typename } });
  expect(store.announce).not.toHaveBeenCalled();
});
