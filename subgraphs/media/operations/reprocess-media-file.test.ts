import { expect, jest, test } from '@jest/globals';
import { ANONYMOUS } from '../../../runtime/executor/caller.ts';
import type { MediaContext } from '../context.ts';
import { fileOf, NOW } from '../fixtures/operation-world.ts';
import type { FileRow } from '../repository/file-columns.ts';
import { reprocessMediaFile } from './reprocess-media-file.ts';

function worldOf(file: FileRow | null) {
  const store = {
    lockFile: async () => file,
    processAgain: jest.fn(async (..._: unknown[]) => undefined),
    recordAudit: jest.fn(async (..._: unknown[]) => undefined),
    enqueueWork: jest.fn(async (..._: unknown[]) => undefined),
  };
  const context = {
    caller: { ...ANONYMOUS, viewerId: 'usr_mod', scopes: ['moderator'] },
    requestId: null,
    now: () => NOW,
    signals: { notify: async () => undefined },
    files: { load: async () => file, clear: () => undefined },
    repository: { transaction: (work: (inside: typeof store) => unknown) => work(store) },
  };
  // as: an operation that reaches for another part of the context fails its test.
  return { context: context as unknown as MediaContext, store };
}

test('a file is processed again from its next revision on, with an audit entry', async () => {
  const { context, store } = worldOf(fileOf({ revision: 3 }));
  expect(await reprocessMediaFile(context, { fileId: 'fil_1' })).toMatchObject({ ok: true });
  const item = { payload: { fileId: 'fil_1', revision: 3 }, key: 'fil_1' };
  expect(store.enqueueWork).toHaveBeenCalledWith({ kind: 'process-upload' }, [item], NOW);
  expect(store.recordAudit).toHaveBeenCalledWith(
    context,
    expect.objectContaining({ scope: 'moderator', action: 'reprocessMediaFile', subjectId: 'fil_1' }),
  );
});

test('one that is being processed is not processed twice', async () => {
  const { context, store } = worldOf(fileOf({ state: 'PROCESSING' }));
  expect(await reprocessMediaFile(context, { fileId: 'fil_1' })).toMatchObject({ ok: true });
  expect(store.enqueueWork).not.toHaveBeenCalled();
});

test.each([
  ['an unknown file', null, 'NotFound'],
  ['a rejected file', fileOf({ state: 'REJECTED' }), 'InvalidState'],
  ['a file that is arriving', fileOf({ state: 'UPLOADING' }), 'InvalidState'],
])('%s is refused', async (_, file, __typename) => {
  const { context, store } = worldOf(file);
  expect(await reprocessMediaFile(context, { fileId: 'fil_1' })).toMatchObject({ refusal: { __typename } });
  expect([store.enqueueWork, store.recordAudit].flatMap(({ mock }) => mock.calls)).toEqual([]);
});

test('who is no moderator is refused, whatever the gateway let through', async () => {
  const { context, store } = worldOf(fileOf());
  const caller = { ...context.caller, scopes: [] };

  await expect(reprocessMediaFile({ ...context, caller }, { fileId: 'fil_1' })).rejects.toThrow('moderator');
  expect(store.processAgain).not.toHaveBeenCalled();
});
