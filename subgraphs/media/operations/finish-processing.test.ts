import { expect, jest, test } from '@jest/globals';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { FileRow } from '../repository/file-columns.ts';
import type { FinishedFile } from '../repository/processed-files.ts';
import { finishProcessing } from './finish-processing.ts';

const FACTS = fileOf({ storageKey: 'files/fil_1/1/original' });
const READY: FinishedFile = { ...FACTS, state: 'READY', storageKey: 'files/fil_1/1/original', variants: [] };
const PAYLOAD = { fileId: 'fil_1', revision: 0 };

function worldOf(file: FileRow | null = fileOf({ state: 'PROCESSING', revision: 0, storageKey: null })) {
  const store = {
    lockFile: async () => file,
    unnamedKeys: async (keys: readonly string[]) => (file?.state === 'READY' ? [] : keys),
    clearFile: async () => ['uploads/upl_1/0'],
    recordFile: jest.fn(async (..._: unknown[]) => undefined),
    recordFailure: jest.fn(async (..._: unknown[]) => undefined),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    enqueueWork: jest.fn(async (..._: unknown[]) => undefined),
    appendToLogs: jest.fn(async (..._: unknown[]) => undefined),
  };
  const announce = jest.fn(async (..._: unknown[]) => undefined);
  // as: streams are only announced to.
  const streams = { announce } as unknown as Parameters<typeof finishProcessing>[0]['streams'];
  return {
    store,
    announce,
    finish: (finished: FinishedFile | null) => finishProcessing({ now: () => NOW, streams }, store, PAYLOAD, finished),
  };
}
const eventsOf = ({ store }: ReturnType<typeof worldOf>) =>
  store.announce.mock.calls.map(([type]) => Object(type).name);
const deletedBy = ({ store }: ReturnType<typeof worldOf>) =>
  store.enqueueWork.mock.calls.map(([, drafts]) => Object(drafts)[0].payload.keys);

test('a file becomes ready with its rows, its event and an entry of its log; what it came by is deleted', async () => {
  const world = worldOf();
  await (await world.finish(READY))();
  expect(world.store.recordFile).toHaveBeenCalledWith('fil_1', READY, NOW);
  expect([eventsOf(world), deletedBy(world)]).toEqual([['media.file-ready'], [['uploads/upl_1/0']]]);
  const entry = { log: 'media.files', key: 'usr_ada', people: ['usr_ada'], data: { fileId: 'fil_1', change: 'READY' } };
  expect(world.store.appendToLogs).toHaveBeenCalledWith([entry], NOW);
  expect(world.announce).toHaveBeenCalledWith({ name: 'media.files' }, 'usr_ada');
});

test('a file that waits for a moderator is published as that', async () => {
  const world = worldOf();
  await world.finish({ ...READY, state: 'QUARANTINED' });
  expect(eventsOf(world)).toEqual(['media.file-quarantined']);
});

test('of a file that is processed again the bytes of before are deleted, and not the new ones', async () => {
  const world = worldOf(fileOf({ state: 'PROCESSING', revision: 0, storageKey: 'files/fil_1/0/original' }));
  await world.finish(READY);
  expect(deletedBy(world)).toEqual([['uploads/upl_1/0', 'files/fil_1/0/original']]);
});

test('a rejected file keeps no bytes', async () => {
  const world = worldOf();
  await world.finish({ state: 'REJECTED', reason: 'The file is damaged.' });
  expect(world.store.recordFailure).toHaveBeenCalledWith('fil_1', 'REJECTED', 'The file is damaged.', NOW);
  expect([eventsOf(world), deletedBy(world)]).toEqual([['media.file-rejected'], [['uploads/upl_1/0']]]);
});

test.each([
  ['was deleted meanwhile leaves only bytes to delete', null, [['files/fil_1/1/original']]],
  ['was processed meanwhile stays as it is', fileOf({ state: 'READY', revision: 1 }), []],
])('a file that %s', async (_, file, deleted) => {
  const world = worldOf(file);
  await world.finish(READY);
  expect([eventsOf(world), deletedBy(world)]).toEqual([[], deleted]);
  expect(world.store.recordFile).not.toHaveBeenCalled();
});
