import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import { deleteMediaFile } from './delete-media-file.ts';

function worldOf(viewerId: string, visibility: 'PUBLIC' | 'PRIVATE' = 'PUBLIC') {
  const store = {
    deleteFiles: jest.fn(async (..._: unknown[]) => ({ files: [{ id: 'fil_1', ownerId: 'usr_ada' }], keys: ['a'] })),
    enqueueWork: jest.fn(async (..._: unknown[]) => undefined),
    announce: jest.fn(async (..._: unknown[]) => undefined),
    appendToLogs: jest.fn(async (..._: unknown[]) => undefined),
  };
  const isVisible = viewerId === 'usr_ada' || visibility === 'PUBLIC';
  const context = {
    caller: { ...ANONYMOUS, viewerId },
    now: () => NOW,
    signals: { notify: async () => undefined },
    streams: { announce: async () => undefined },
    files: { load: async () => (isVisible ? fileOf({ visibility }) : null) },
    repository: { transaction: (work: (inside: typeof store) => unknown) => work(store) },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as MediaContext, store };
}

test('a file goes with its rows, and its bytes follow', async () => {
  const { context, store } = worldOf('usr_ada');
  expect(await deleteMediaFile(context, { fileId: 'fil_1' })).toEqual({ ok: true, value: 'fil_1' });
  expect(store.enqueueWork).toHaveBeenCalledWith({ kind: 'delete-bytes' }, [{ payload: { keys: ['a'] } }], NOW);
  expect(store.announce).toHaveBeenCalledWith(
    expect.objectContaining({ name: 'media.file-deleted' }),
    { fileId: 'fil_1', ownerId: 'usr_ada', at: NOW.toISOString() },
    NOW,
  );
});

test.each([
  ['PUBLIC', 'NotPermitted'],
  ['PRIVATE', 'NotFound'],
] as const)('a %s file of another person is refused as %s', async (visibility, __typename) => {
  const { context, store } = worldOf('usr_eve', visibility);
  expect(await deleteMediaFile(context, { fileId: 'fil_1' })).toMatchObject({ refusal: { __typename } });
  expect(store.deleteFiles).not.toHaveBeenCalled();
});
