import { expect, jest, test } from '@jest/globals';
import type { CallDomain } from '../../../../runtime/subgraph/host.ts';
import { AT } from '../../../../tests/example-stream.ts';
import { recordingDeleted } from '../../events.ts';
import type { RecordingFile } from '../../provider/recorded-parts.ts';
import type { StreamingStore } from '../../repository/index.ts';
import { makeRecording, storeRecording } from './make-recording.ts';

const RECORDING = { recordingId: 'rec_1', streamId: 'str_1', hostId: 'usr_ada', title: 'A/title: ‹soup›' };
const ATTEMPT = { key: 'wrk_1', signal: new AbortController().signal, isLast: false };

function worldOf(state = 'OPEN', completion: readonly object[] = []) {
  const file = {
    ...{ byteSize: 1_000, durationSeconds: 61.4 },
    upload: jest.fn<RecordingFile['upload']>(async () => undefined),
    discard: jest.fn<RecordingFile['discard']>(async () => undefined),
    removeParts: jest.fn<RecordingFile['removeParts']>(async () => undefined),
  };
  const ask = jest.fn<CallDomain>(async (_, document) => {
    if (document.includes('completeUpload')) return { completeUpload: { errors: completion } };
    const headers = [{ name: 'content-type', value: 'video/mp4' }];
    const upload = { id: 'upl_1', url: 'http://media/upload', state, headers, file: { id: 'fil_1' } };
    return { createUpload: { upload, errors: [] } };
  });
  return { file, ask, makeFile: async (): Promise<RecordingFile | null> => file };
}

test('what was recorded becomes a file of the host, and this machine keeps nothing', async () => {
  const world = worldOf();
  expect(await makeRecording(world, RECORDING, ATTEMPT)).toMatchObject({ fileId: 'fil_1', durationSeconds: 61 });
  const [call] = world.ask.mock.calls;
  expect(call?.[2]['input']).toMatchObject({
    fileName: 'A title soup.mp4',
    byteSize: 1_000,
    purpose: 'STREAM',
    visibility: 'PRIVATE',
  });
  expect(call?.[3]).toMatchObject({ viewerId: 'usr_ada' });
  expect(world.file.upload).toHaveBeenCalledWith(
    'http://media/upload',
    { 'content-type': 'video/mp4' },
    ATTEMPT.signal,
  );
  expect(world.file.discard).toHaveBeenCalledTimes(1);
  expect(world.file.removeParts).not.toHaveBeenCalled();
});

test('an attempt after one that had sent all bytes sends none again', async () => {
  const world = worldOf('COMPLETED');
  expect(await makeRecording(world, RECORDING, ATTEMPT)).toMatchObject({ fileId: 'fil_1' });
  expect(world.file.upload).not.toHaveBeenCalled();
});

test('where nothing was recorded, or media refuses, there is no file', async () => {
  expect(await makeRecording({ ...worldOf(), makeFile: async () => null }, RECORDING, ATTEMPT)).toBeNull();
  const full = worldOf();
  full.ask.mockResolvedValue({ createUpload: { upload: null, errors: [{ __typename: 'QuotaExceeded' }] } });
  expect(await makeRecording(full, RECORDING, ATTEMPT)).toBeNull();
  expect(full.file.discard).toHaveBeenCalledTimes(1);
});

test('a failure is tried again, except for the last time', async () => {
  const world = worldOf('OPEN', [{ __typename: 'InvalidState' }]);
  await expect(makeRecording(world, RECORDING, ATTEMPT)).rejects.toThrow('InvalidState');
  expect(await makeRecording(world, RECORDING, { ...ATTEMPT, isLast: true })).toBeNull();
});

test('a file is stored and attached once, and then the server’s parts are removed', async () => {
  const store = {
    completeRecording: jest.fn<StreamingStore['completeRecording']>(async () => true),
    failRecording: jest.fn<StreamingStore['failRecording']>(async () => undefined),
    enqueueWork: jest.fn<StreamingStore['enqueueWork']>(async () => undefined),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  const removeParts = async (): Promise<void> => undefined;
  const made = { fileId: 'fil_1', durationSeconds: 61, removeParts };
  expect(await storeRecording(store, RECORDING, made, AT)).toBe(removeParts);
  expect(store.completeRecording).toHaveBeenCalledWith('rec_1', 'fil_1', 61);
  expect(store.enqueueWork).toHaveBeenCalledTimes(1);

  expect(store.announce).not.toHaveBeenCalled();
  expect(await storeRecording(store, RECORDING, null, AT)).toBeUndefined();
  expect(store.failRecording).toHaveBeenCalledWith('rec_1');
});

test('the file of a recording that was deleted while it was made is deleted', async () => {
  const store = {
    completeRecording: jest.fn<StreamingStore['completeRecording']>(async () => false),
    failRecording: jest.fn<StreamingStore['failRecording']>(async () => undefined),
    enqueueWork: jest.fn<StreamingStore['enqueueWork']>(async () => undefined),
    announce: jest.fn<StreamingStore['announce']>(async () => undefined),
  };
  const removeParts = async (): Promise<void> => undefined;
  const made = { fileId: 'fil_1', durationSeconds: 61, removeParts };
  expect(await storeRecording(store, RECORDING, made, AT)).toBe(removeParts);
  expect(store.enqueueWork).not.toHaveBeenCalled();
  const fact = { recordingId: 'rec_1', streamId: 'str_1', mediaFileId: 'fil_1', at: AT.toISOString() };
  expect(store.announce).toHaveBeenCalledWith(recordingDeleted, fact, AT);
});
