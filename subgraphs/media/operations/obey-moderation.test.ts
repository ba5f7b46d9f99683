import { expect, jest, test } from '@jest/globals';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { FileRow } from '../repository/file-columns.ts';
import { obeyModeration } from './obey-moderation.ts';

async function obey(decision: 'HIDE' | 'REMOVE' | 'RESTORE', file: FileRow | null) {
  const store = {
    lockFile: async () => file,
    clearFile: async () => ['files/fil_1/1/small.webp'],
    recordFailure: jest.fn(async (..._: unknown[]) => undefined),
    recordDecision: jest.fn(async (..._: unknown[]) => undefined),
    addRemovedContent: jest.fn(async (..._: unknown[]) => undefined),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    enqueueWork: jest.fn(async (..._: unknown[]) => undefined),
    appendToLogs: jest.fn(async (..._: unknown[]) => undefined),
  };
  const signals = { notify: async () => undefined };
  // as: streams are only announced to.
  const streams = { announce: async () => undefined } as unknown as Parameters<typeof obeyModeration>[0]['streams'];
  const afterCommit = await obeyModeration({ signals, streams }, store, { subjectId: 'fil_1', decision, at: NOW });
  return {
    ...store,
    isSignalled: afterCommit !== undefined,
    decisions: store.recordDecision.mock.calls.map(([, decided]) => decided),
    events: store.announce.mock.calls.map(([type]) => Object(type).name),
  };
}

test('a hidden file keeps its bytes', async () => {
  const { decisions, events, enqueueWork } = await obey('HIDE', fileOf());
  expect([decisions, events, enqueueWork.mock.calls]).toEqual([['HIDDEN'], [], []]);
});

test('of a removed file the bytes are deleted, and known when they come again', async () => {
  const file = fileOf({ checksum: 'abc', perceptualHash: '00ff' });
  const { decisions, events, enqueueWork, addRemovedContent, isSignalled } = await obey('REMOVE', file);
  expect([decisions, events, isSignalled]).toEqual([['REMOVED'], ['media.file-rejected'], true]);
  expect(addRemovedContent).toHaveBeenCalledWith('abc', '00ff', NOW);
  const keys = ['files/fil_1/1/small.webp', 'files/fil_1/1/original.jpeg'];
  expect(enqueueWork).toHaveBeenCalledWith({ kind: 'delete-bytes' }, [{ payload: { keys } }], NOW);
});

test.each([
  ['waited for a moderator', fileOf({ state: 'QUARANTINED', decision: 'PENDING' }), ['media.file-ready']],
  ['was hidden', fileOf({ decision: 'HIDDEN' }), ['media.file-ready']],
  ['is still processed', fileOf({ state: 'PROCESSING', decision: 'HIDDEN' }), []],
  ['was never hidden', fileOf(), []],
])('a restored file that %s is published as it should be', async (_, file, expected) => {
  const { decisions, events } = await obey('RESTORE', file);
  expect([decisions, events]).toEqual([['APPROVED'], expected]);
});

test.each([
  ['is gone', null],
  ['was removed', fileOf({ state: 'REJECTED', decision: 'REMOVED' })],
])('nothing is done about a file that %s', async (_, file) => {
  for (const decision of ['HIDE', 'REMOVE', 'RESTORE'] as const)
    expect(await obey(decision, file)).toMatchObject({ decisions: [], events: [], isSignalled: false });
});
