import { expect, jest, test } from '@jest/globals';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { FileRow } from '../repository/file-columns.ts';
import { dropRecording } from './drop-recording.ts';

async function drop(file: FileRow | null) {
  const store = {
    lockFile: async () => file,
    deleteFiles: jest.fn(async (..._: unknown[]) => ({
      files: [{ id: 'fil_1', ownerId: 'usr_ada' }],
      keys: ['a', 'b'],
    })),
    enqueueWork: jest.fn(async (..._: unknown[]) => undefined),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    appendToLogs: jest.fn(async (..._: unknown[]) => undefined),
  };
  const signals = { notify: jest.fn(async () => undefined) };
  // as: streams are only announced to.
  const streams = { announce: async () => undefined } as unknown as Parameters<typeof dropRecording>[0]['streams'];
  const afterCommit = await dropRecording({ now: () => NOW, signals, streams }, store, 'fil_1');
  expect(signals.notify).not.toHaveBeenCalled();
  await afterCommit?.();
  return { ...store, signals };
}

test('a recording goes with its rows, and its bytes follow after the commit', async () => {
  const { deleteFiles, enqueueWork, announce, signals } = await drop(fileOf({ purpose: 'STREAM', kind: 'VIDEO' }));
  expect(deleteFiles).toHaveBeenCalledWith(['fil_1']);
  expect(enqueueWork).toHaveBeenCalledWith({ kind: 'delete-bytes' }, [{ payload: { keys: ['a', 'b'] } }], NOW);
  const deleted = { fileId: 'fil_1', ownerId: 'usr_ada', at: NOW.toISOString() };
  expect(announce).toHaveBeenCalledWith(expect.objectContaining({ name: 'media.file-deleted' }), deleted, NOW);
  expect(signals.notify).toHaveBeenCalledTimes(1);
});

test.each([
  ['is gone', null],
  ['was uploaded for something else', fileOf({ purpose: 'PHOTO' })],
])('nothing is done about a file that %s', async (_, file) => {
  const { deleteFiles, announce, signals } = await drop(file);
  expect([deleteFiles, announce, signals.notify].map(({ mock }) => mock.calls.length)).toEqual([0, 0, 0]);
});
